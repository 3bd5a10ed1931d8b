package gan

import (
	"fmt"
	"slices"

	"gander/core/nn"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// CheckImages says what is wrong with data that are no images or have a size
// that no network here makes.
func CheckImages(h data.Header) error {
	if h.Kind != data.KindImage {
		return Unsupported("a dataset of kind %s, not of images", h.Kind)
	}
	return checkShape(h)
}

// ImageInput is the input of images to sample from.
func ImageInput(g *nn.Graph, shape []int) *nn.Node {
	return g.Input("x", nil, slices.Concat([]int{SampleBatch(shape)}, shape)...)
}

// Images gives each row the image that it is to be translated from, for
// Model.Rows.
func Images(shape []int) func(variant.Sampling, []variant.Row) ([][]float32, error) {
	size := data.Header{Shape: shape}.RowSize()
	return func(_ variant.Sampling, rows []variant.Row) ([][]float32, error) {
		x := make([]float32, 0, len(rows)*size)
		for i, row := range rows {
			if len(row.Source) != size {
				return nil, fmt.Errorf("row %d has an image of %d numbers to translate, want %v", i, len(row.Source), shape)
			}
			x = append(x, row.Source...)
		}
		return [][]float32{x}, nil
	}
}
