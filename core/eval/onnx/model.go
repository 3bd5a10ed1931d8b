// Package onnx runs networks from ONNX files through ONNX Runtime's shared
// library, which is looked for when the first one is opened: gander is built and
// works without it.
package onnx

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// LibraryVariable names the environment variable that says where the library
// lies.
const LibraryVariable = "GANDER_ONNXRUNTIME"

// library is loaded once a process.
var library struct {
	sync.Mutex
	loaded bool
}

// Load loads ONNX Runtime from $GANDER_ONNXRUNTIME, or from where the system
// looks for libraries.
func Load() error {
	library.Lock()
	defer library.Unlock()
	if library.loaded {
		return nil
	}
	path := os.Getenv(LibraryVariable)
	if path == "" {
		path = map[string]string{"windows": "onnxruntime.dll", "darwin": "libonnxruntime.dylib"}[runtime.GOOS]
	}
	if path == "" {
		path = "libonnxruntime.so"
	}
	ort.SetSharedLibraryPath(path)
	if err := ort.InitializeEnvironment(); err != nil {
		return fmt.Errorf("load ONNX Runtime: %w; set %s to the path of libonnxruntime, which the Python package onnxruntime has in its folder capi",
			err, LibraryVariable)
	}
	library.loaded = true
	return nil
}

// A Model maps images to rows of numbers. Its methods may be called by several
// goroutines at once.
type Model struct {
	session       *ort.DynamicAdvancedSession
	input, output ort.InputOutputInfo
}

// Open reads a model of one input, float32 (N, C, H, W), and of one or several
// outputs, of which it takes the named one, the first if output is empty. The
// shape of images is {H, W, C}; dimensions that the model leaves open take any.
func Open(path string, shape []int, output string) (*Model, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	inputs, outputs, err := ort.GetInputOutputInfo(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	m := &Model{}
	if err := m.choose(inputs, outputs, shape, output); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	// One thread a batch: several would add up in an order that is theirs.
	if err := errors.Join(options.SetIntraOpNumThreads(1), options.SetInterOpNumThreads(1)); err != nil {
		return nil, err
	}
	if m.session, err = ort.NewDynamicAdvancedSession(path, []string{m.input.Name}, []string{m.output.Name}, options); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return m, nil
}

// choose takes the input and the output, and says why none will do.
func (m *Model) choose(inputs, outputs []ort.InputOutputInfo, shape []int, output string) error {
	if len(inputs) != 1 {
		return fmt.Errorf("it has %d inputs, an extractor has one", len(inputs))
	}
	m.input = inputs[0]
	want := []int64{-1, int64(shape[2]), int64(shape[0]), int64(shape[1])}
	fits := len(m.input.Dimensions) == 4 && m.input.DataType == ort.TensorElementDataTypeFloat
	for i, d := range m.input.Dimensions {
		fits = fits && (i == 0 || d < 1 || d == want[i])
	}
	if !fits {
		return fmt.Errorf("its input %s is %s, images are float32 (N, %d, %d, %d); the model must resize by itself",
			m.input.Name, m.input.String(), want[1], want[2], want[3])
	}
	for _, o := range outputs {
		if output == "" || o.Name == output {
			m.output = o
			return nil
		}
	}
	return fmt.Errorf("it has no output %q", output)
}

// Output is the name of the output.
func (m *Model) Output() string { return m.output.Name }

// Metadata is what the file says under a key of its custom metadata.
func (m *Model) Metadata(key string) (string, error) {
	meta, err := m.session.GetModelMetadata()
	if err != nil {
		return "", err
	}
	defer meta.Destroy()
	value, _, err := meta.LookupCustomMetadataMap(key)
	return value, err
}

// Run maps n images, NCHW one after another, to n rows of equal length.
func (m *Model) Run(images []float32, n int, shape []int) (rows []float32, err error) {
	x, err := ort.NewTensor(ort.NewShape(int64(n), int64(shape[2]), int64(shape[0]), int64(shape[1])), images)
	if err != nil {
		return nil, err
	}
	defer x.Destroy()
	out := []ort.Value{nil} // the library makes it
	if err := m.session.Run([]ort.Value{x}, out); err != nil {
		return nil, err
	}
	defer out[0].Destroy()
	y, ok := out[0].(*ort.Tensor[float32])
	if !ok || y.GetShape()[0] != int64(n) || len(y.GetData())%n != 0 {
		return nil, fmt.Errorf("output %s is %v for %d images, want float32 with a row for each", m.output.Name, out[0].GetShape(), n)
	}
	return append(rows, y.GetData()...), nil
}

// Close frees the model.
func (m *Model) Close() error { return m.session.Destroy() }
