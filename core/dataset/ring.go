package dataset

import (
	"context"
	"math"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// ringSource is the ring of Gaussians on which mode collapse is usually shown:
// 8 modes on the unit circle, standard deviation 0.01.
type ringSource struct{}

func (ringSource) About() About {
	return About{
		Name:    "ring",
		Summary: "Gaussians on a circle in the plane; lost modes can be counted exactly",
		Licence: formulaLicence,
		Version: "1",
		Kind:    data.KindPoint,
		Tasks:   []variant.Task{variant.Points},
		Options: append([]variant.ParamSpec{
			{Name: "modes", Kind: variant.Int, Default: int64(8), Min: variant.Bound(1), Max: variant.Bound(1000),
				Doc: "number of Gaussians"},
			{Name: "radius", Kind: variant.Float, Default: 1.0, Min: variant.Bound(1e-3), Max: variant.Bound(10),
				Doc: "radius of the circle"},
		}, mixtureOptions(0.01, "standard deviation of each Gaussian along each axis")...),
	}
}

func (ringSource) Check(variant.Params) []*variant.ParamError { return nil }

// Open puts centre k at the angle 2πk/modes.
func (ringSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	m := mixture{source: "ring", std: p.Float("std"), seed: uint64(p.Int("seed"))}
	n, radius := p.Int("modes"), p.Float("radius")
	for k := range n {
		sin, cos := num.Sincos(2 * math.Pi * float64(k) / float64(n))
		m.centres = append(m.centres, []float64{radius * cos, radius * sin})
	}
	return m.reading(p.Int("rows")), nil
}
