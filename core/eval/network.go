package eval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gander/plugins/sample"
)

// A Network is an extractor that a user brings: a file of safetensors or ONNX,
// or the pixels themselves.
type Network struct {
	id     string // for keys: "lenet"
	hash   string // SHA-256 of the file, in hexadecimal; empty for pixels
	layer  string
	size   int
	low    float64 // what black is
	high   float64 // what white is
	shape  []int
	images func(dst []float64, images []float64, n int) error // features of n images, NCHW
}

// PixelsName is what an extractor is called whose features are the pixels.
const PixelsName = "pixels"

// networkBatch is how many images a network takes at once.
const networkBatch = 16

// OpenNetwork reads a user's extractor for images of a shape {H, W, C}: the path
// of a .safetensors or an .onnx file, or PixelsName.
func OpenNetwork(path string, shape []int) (*Network, error) {
	n := &Network{id: PixelsName, layer: "raw", low: 0, high: 1, shape: shape, size: shape[0] * shape[1] * shape[2]}
	if path == PixelsName {
		n.images = func(dst, images []float64, _ int) error { copy(dst, images); return nil }
		return n, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open extractor: %w", err)
	}
	sum := sha256.Sum256(content)
	n.hash, n.low = hex.EncodeToString(sum[:]), -1
	ending := strings.ToLower(filepath.Ext(path))
	n.id = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	switch ending {
	case ".safetensors":
		err = n.openSequence(path)
	case ".onnx":
		err = n.openONNX(path)
	default:
		err = fmt.Errorf("%s: an extractor is a .safetensors or an .onnx file, or the word %s", path, PixelsName)
	}
	if err != nil {
		return nil, fmt.Errorf("open extractor: %w", err)
	}
	return n, nil
}

// Name identifies the network by its file's hash, and the features that it gives.
func (n *Network) Name() string {
	if n.hash == "" {
		return fmt.Sprintf("%s/%s:%d", n.id, n.layer, n.size)
	}
	return fmt.Sprintf("%s.%s/%s:%d", n.id, n.hash[:6], n.layer, n.size)
}

func (n *Network) look(images sample.Batch) (Features, error) {
	f := NewFeatures(images.Rows(), n.size)
	batches := (f.Rows + networkBatch - 1) / networkBatch
	problems := make([]error, batches)
	parallel(batches, func(b int) {
		from, to := b*networkBatch, min((b+1)*networkBatch, f.Rows)
		problems[b] = n.images(f.slice(from, to).Data, n.planes(images, from, to), to-from)
	})
	for _, err := range problems {
		if err != nil {
			return f, fmt.Errorf("extract features by %s: %w", n.Name(), err)
		}
	}
	return f, nil
}

// planes are images as networks take them, NCHW from low to high.
func (n *Network) planes(images sample.Batch, from, to int) []float64 {
	size, channels := images.RowSize(), n.shape[2]
	x := make([]float64, (to-from)*size)
	for i := from; i < to; i++ {
		for k, p := range images.U8[i*size : (i+1)*size] {
			x[(i-from)*size+k%channels*(size/channels)+k/channels] = n.low + float64((n.high-n.low)*float64(p))/255
		}
	}
	return x
}
