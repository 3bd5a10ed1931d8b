package dataset

import (
	"fmt"
	"iter"
	"math"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A mixture is equally likely isotropic Gaussians in the plane. The truth is
// known, so that lost modes can be counted: a sample counts for its nearest
// mode when it is within three standard deviations, as 98.9 % of a perfect
// generator's are (Srivastava et al. 2017, VEEGAN; Lin et al. 2018, PacGAN).
type mixture struct {
	source  string
	centres [][]float64
	std     float64
	seed    uint64
}

// reading is the mixture's splits: rows for training, a fifth of them each for
// validation and test, all independent.
func (m mixture) reading(rows int) Reading {
	held := max(1, rows/5)
	return Reading{Splits: known(
		m.split(data.Train, rows), m.split(data.Validation, held), m.split(data.Test, held),
	)}
}

func (m mixture) split(name string, rows int) Split {
	h := data.Header{
		Name: m.source, Split: name, Licence: formulaLicence,
		Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: rows,
		Modes: m.centres, ModeStd: m.std,
	}
	for i := range m.centres {
		h.Classes = append(h.Classes, fmt.Sprintf("mode %d", i))
	}
	return Split{Header: h, Samples: m.samples(name, rows)}
}

// samples draws from streams of the split's own: row i takes number i of the
// modes and the normal numbers 2i and 2i+1.
func (m mixture) samples(split string, rows int) iter.Seq2[data.Sample, error] {
	modes := num.NewStream(m.seed, m.source, split, "mode")
	offsets := num.NewStream(m.seed, m.source, split, "offset")
	return func(yield func(data.Sample, error) bool) {
		point := make([]float32, 2)
		for i := range uint64(rows) {
			k := int(modes.Float64(i) * float64(len(m.centres)))
			for axis, centre := range m.centres[k] {
				offset := float64(m.std * offsets.Normal(2*i+uint64(axis))) // rounded: no fused sum
				point[axis] = float32(centre + offset)
			}
			if !yield(data.Sample{Point: point, Label: k}, nil) {
				return
			}
		}
	}
}

// formulaLicence is that of numbers which a formula gives.
const formulaLicence = "CC0-1.0 (computed)"

// mixtureOptions are those that ring and grid share.
func mixtureOptions(std float64, stdDoc string) []variant.ParamSpec {
	return []variant.ParamSpec{
		{Name: "std", Kind: variant.Float, Default: std, Min: variant.Bound(1e-6), Max: variant.Bound(10), Doc: stdDoc},
		{Name: "rows", Kind: variant.Int, Default: int64(50000), Min: variant.Bound(5), Max: variant.Bound(1e8),
			Doc: "points to train on; validation and test have a fifth of them each"},
		{Name: "seed", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(math.MaxInt32),
			Doc: "seed of the points, apart from the seeds of runs"},
	}
}
