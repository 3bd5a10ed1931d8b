package dataset

import (
	"context"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// gridSource is the square grid of Gaussians: 25 modes at {-4, -2, 0, 2, 4}²
// with standard deviation 0.05 in the literature. Here everything is divided by
// the outermost coordinate, 4, so that the points lie in about [-1, 1], unless an
// extent is asked for: 3-sigma counts of modes do not change, distances are a
// quarter.
type gridSource struct{}

func (gridSource) About() About {
	return About{
		Name:    "grid",
		Summary: "Gaussians on a square grid in the plane; lost modes can be counted exactly",
		Licence: formulaLicence,
		Version: "1",
		Kind:    data.KindPoint,
		Tasks:   []variant.Task{variant.Points},
		Options: append([]variant.ParamSpec{
			{Name: "side", Kind: variant.Int, Default: int64(5), Min: variant.Bound(2), Max: variant.Bound(30),
				Doc: "Gaussians along each side"},
			{Name: "extent", Kind: variant.Float, Default: 1.0, Min: variant.Bound(1e-3), Max: variant.Bound(1000),
				Doc: "outermost coordinate, to which the grid is scaled; 4 in the literature, for a side of 5"},
		}, mixtureOptions(0.05, "standard deviation along each axis, where neighbours are 2 apart; scaled with the grid")...),
	}
}

func (gridSource) Check(variant.Params) []*variant.ParamError { return nil }

// Open puts centre row·side + column at extent·((column, row)·2 − (side − 1)) / (side − 1).
func (gridSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	side := p.Int("side")
	outermost, extent := float64(side-1), p.Float("extent")
	at := func(i int) float64 { return extent * ((float64(2*i) - outermost) / outermost) }
	m := mixture{source: "grid", std: extent * (p.Float("std") / outermost), seed: uint64(p.Int("seed"))}
	for row := range side {
		for column := range side {
			m.centres = append(m.centres, []float64{at(column), at(row)})
		}
	}
	return m.reading(p.Int("rows")), nil
}
