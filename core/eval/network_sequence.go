package eval

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"gander/core/checkpoint"
	"gander/core/nn/kernel"
)

// descriptionKey is where a safetensors file says in its metadata what network
// its tensors are: a sequence of layers, as JSON.
//
//	{"range": [0, 1], "layer": "fc1", "layers": [
//	  {"kind": "conv", "tensor": "conv1", "stride": 2, "pad": 1}, {"kind": "relu"},
//	  {"kind": "max_pool", "size": 2}, {"kind": "flatten"}, {"kind": "linear", "tensor": "fc1"}]}
//
// Tensors are laid out as PyTorch's: NAME.weight of a conv is (out, in, kh, kw),
// of a linear (out, in), NAME.bias is (out) and may be missing. The kinds are
// conv, linear, relu, leaky_relu (slope), tanh, max_pool, average_pool (size,
// which is the stride too), global_average_pool and flatten (channels first).
const descriptionKey = "gander.extractor"

// A description is that JSON.
type description struct {
	Range  *[2]float64     `json:"range"` // what black and white are; −1 and 1 without it
	Layer  string          `json:"layer"` // for the name of scores
	Layers []sequenceLayer `json:"layers"`
}

type sequenceLayer struct {
	Kind   string  `json:"kind"`
	Tensor string  `json:"tensor"`
	Stride int     `json:"stride"`
	Pad    int     `json:"pad"`
	Size   int     `json:"size"`
	Slope  float64 `json:"slope"`
}

// A volume is the shape of what flows between layers: channels, height, width.
type volume struct{ c, h, w int }

func (v volume) size() int { return v.c * v.h * v.w }

// A step maps the numbers of one image, channels first, to the next layer's.
type step func(x []float64) []float64

// openSequence reads a safetensors file with a description of its layers.
func (n *Network) openSequence(path string) error {
	d, tensors, err := readSequence(path)
	if err != nil {
		return err
	}
	if d.Range != nil {
		n.low, n.high = d.Range[0], d.Range[1]
	}
	if n.layer = d.Layer; n.layer == "" {
		n.layer = "out"
	}
	var steps []step
	at := volume{n.shape[2], n.shape[0], n.shape[1]}
	for i, l := range d.Layers {
		s, next, err := l.build(at, tensors)
		if err != nil {
			return fmt.Errorf("%s: layer %d (%s) on %d channels of %d×%d: %w", path, i+1, l.Kind, at.c, at.h, at.w, err)
		}
		steps, at = append(steps, s), next
	}
	n.images = func(dst, images []float64, rows int) error {
		for i := range rows {
			x := images[i*n.shape[0]*n.shape[1]*n.shape[2]:][:n.shape[0]*n.shape[1]*n.shape[2]]
			for _, s := range steps {
				x = s(x)
			}
			copy(dst[i*at.size():], x)
		}
		return nil
	}
	n.size = at.size()
	return nil
}

func readSequence(path string) (d description, tensors map[string]checkpoint.Tensor, err error) {
	list, err := checkpoint.Read(path)
	if err != nil {
		return d, nil, err
	}
	meta, err := checkpoint.Metadata(path)
	if err != nil {
		return d, nil, err
	}
	if meta[descriptionKey] == "" {
		return d, nil, fmt.Errorf("%s: its metadata lacks %q, which says what network its tensors are", path, descriptionKey)
	}
	decoder := json.NewDecoder(strings.NewReader(meta[descriptionKey]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, nil, fmt.Errorf("%s: metadata %q: %w", path, descriptionKey, err)
	}
	if len(d.Layers) == 0 {
		return d, nil, fmt.Errorf("%s: metadata %q has no layers", path, descriptionKey)
	}
	tensors = map[string]checkpoint.Tensor{}
	for _, t := range list {
		tensors[t.Name] = t
	}
	return d, tensors, nil
}

// build is the layer on an input of a shape, and the shape of its output.
func (l sequenceLayer) build(in volume, tensors map[string]checkpoint.Tensor) (step, volume, error) {
	switch l.Kind {
	case "conv":
		return l.conv(in, tensors)
	case "linear":
		return l.linear(in, tensors)
	case "relu", "leaky_relu", "tanh":
		if l.Kind == "relu" && l.Slope != 0 || l.Slope < 0 || l.Slope > 1 {
			return nil, in, fmt.Errorf("a slope of %v", l.Slope)
		}
		return l.activation(), in, nil
	case "flatten":
		return func(x []float64) []float64 { return x }, volume{in.size(), 1, 1}, nil
	case "global_average_pool":
		return pool(in, volume{in.c, 1, 1}, in.h, in.w, average), volume{in.c, 1, 1}, nil
	case "max_pool", "average_pool":
		if l.Size < 1 || l.Size > min(in.h, in.w) {
			return nil, in, fmt.Errorf("a size of %d", l.Size)
		}
		fold := average
		if l.Kind == "max_pool" {
			fold = largestOf
		}
		out := volume{in.c, in.h / l.Size, in.w / l.Size}
		return pool(in, out, l.Size, l.Size, fold), out, nil
	}
	return nil, in, errors.New("no such kind of layer")
}

// weights are the tensor's, a row for each output, and its biases.
func (l sequenceLayer) weights(tensors map[string]checkpoint.Tensor, dims int) (shape []int, w Features, bias []float64, err error) {
	t, ok := tensors[l.Tensor+".weight"]
	if !ok || len(t.Shape) != dims {
		return nil, w, nil, fmt.Errorf("the file has no tensor %s.weight of %d dimensions", l.Tensor, dims)
	}
	numbers, err := floats(t)
	if err != nil {
		return nil, w, nil, err
	}
	w = Features{Rows: t.Shape[0], Cols: len(numbers) / max(1, t.Shape[0]), Data: numbers}
	bias = make([]float64, w.Rows)
	if b, ok := tensors[l.Tensor+".bias"]; ok {
		if bias, err = floats(b); err == nil && len(bias) != w.Rows {
			err = fmt.Errorf("%s.bias has %d numbers for %d outputs", l.Tensor, len(bias), w.Rows)
		}
	}
	return t.Shape, w, bias, err
}

func floats(t checkpoint.Tensor) ([]float64, error) {
	if t.DType != checkpoint.F32 {
		return nil, fmt.Errorf("tensor %s is %s, want %s", t.Name, t.DType, checkpoint.F32)
	}
	x := make([]float64, len(t.Data)/4)
	for i := range x {
		x[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*i:])))
	}
	return x, nil
}

func (l sequenceLayer) linear(in volume, tensors map[string]checkpoint.Tensor) (step, volume, error) {
	_, w, bias, err := l.weights(tensors, 2)
	if err == nil && w.Cols != in.size() {
		err = fmt.Errorf("%s.weight takes %d numbers, there are %d", l.Tensor, w.Cols, in.size())
	}
	if err != nil {
		return nil, in, err
	}
	panels := w.panels()
	return func(x []float64) []float64 { return plus(times(panels, x, w.Rows), bias, 1) }, volume{w.Rows, 1, 1}, nil
}

func (l sequenceLayer) conv(in volume, tensors map[string]checkpoint.Tensor) (step, volume, error) {
	shape, w, bias, err := l.weights(tensors, 4)
	if err != nil {
		return nil, in, err
	}
	stride := max(1, l.Stride)
	out := volume{w.Rows, (in.h+2*l.Pad-shape[2])/stride + 1, (in.w+2*l.Pad-shape[3])/stride + 1}
	if shape[1] != in.c || l.Pad < 0 || l.Stride < 0 || min(out.h, out.w) < 1 {
		return nil, in, fmt.Errorf("%s.weight is %v with stride %d and pad %d", l.Tensor, shape, stride, l.Pad)
	}
	panels := w.panels()
	return func(x []float64) []float64 {
		patches := NewFeatures(out.h*out.w, w.Cols)
		for i := range patches.Rows {
			patch(patches.Row(i), x, in, i/out.w*stride-l.Pad, i%out.w*stride-l.Pad, shape[2], shape[3])
		}
		return plus(transposed(times(panels, patches.Data, w.Rows), patches.Rows, w.Rows), bias, out.h*out.w)
	}, out, nil
}

// patch copies kh × kw pixels of every channel from (top, left) on, zeros
// outside x.
func patch(dst, x []float64, in volume, top, left, kh, kw int) {
	for c := range in.c {
		for i := range kh {
			for j := range kw {
				r, col := top+i, left+j
				if r >= 0 && col >= 0 && r < in.h && col < in.w {
					dst[(c*kh+i)*kw+j] = x[(c*in.h+r)*in.w+col]
				}
			}
		}
	}
}

func times(panels kernel.Panels, x []float64, n int) []float64 {
	y := make([]float64, len(x)/panels.Cols()*n)
	panels.Products(y, x, n)
	return y
}

func transposed(x []float64, rows, cols int) []float64 {
	y := make([]float64, len(x))
	for i := range rows {
		for j := range cols {
			y[j*rows+i] = x[i*cols+j]
		}
	}
	return y
}

// plus adds to each channel of so many numbers its bias.
func plus(x, bias []float64, each int) []float64 {
	for i := range x {
		x[i] += bias[i/each]
	}
	return x
}
