package eval

import (
	"errors"
	"fmt"

	"gander/core/eval/onnx"
)

// What an ONNX file may say of itself in its custom metadata.
const (
	rangeKey  = "gander.range"  // what black and white are: "0 1"; "-1 1" without it
	outputKey = "gander.output" // the output that holds features; the first without it
)

// openONNX reads an ONNX file, whose input is float32 (N, C, H, W).
func (n *Network) openONNX(path string) error {
	m, err := onnx.Open(path, n.shape, "")
	if err != nil {
		return err
	}
	output, err := m.Metadata(outputKey)
	if err == nil && output != "" && output != m.Output() {
		if err = m.Close(); err == nil {
			m, err = onnx.Open(path, n.shape, output)
		}
	}
	if err != nil {
		return err
	}
	text, err := m.Metadata(rangeKey)
	if err == nil && text != "" {
		_, err = fmt.Sscan(text, &n.low, &n.high)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("metadata of %s: %w", path, err), m.Close())
	}
	n.layer = m.Output()
	n.images = func(dst, images []float64, rows int) error {
		x := make([]float32, len(images))
		for i, v := range images {
			x[i] = float32(v)
		}
		y, err := m.Run(x, rows, n.shape)
		for i := range y[:min(len(y), len(dst))] {
			dst[i] = float64(y[i])
		}
		if err == nil && len(y) != len(dst) {
			err = fmt.Errorf("%d numbers for %d images, want %d each", len(y), rows, n.size)
		}
		return err
	}
	one, err := m.Run(make([]float32, n.size), 1, n.shape) // n.size is that of an image yet
	n.size = len(one)
	return err
}
