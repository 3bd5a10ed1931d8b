package dataset

import (
	"context"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// diracSource is the data of the Dirac-GAN (Mescheder et al. 2018): the point 0,
// again and again. What gradient descent does to a GAN on it can be written down.
type diracSource struct{}

func (diracSource) About() About {
	return About{
		Name:    "dirac",
		Summary: "the origin of the plane, again and again: whether training converges can be written down",
		Licence: formulaLicence,
		Version: "1",
		Kind:    data.KindPoint,
		Tasks:   []variant.Task{variant.Points},
		Options: []variant.ParamSpec{
			{Name: "rows", Kind: variant.Int, Default: int64(64), Min: variant.Bound(5), Max: variant.Bound(1e6),
				Doc: "points to train on, all alike; validation and test have a fifth of them each"},
		},
	}
}

func (diracSource) Check(variant.Params) []*variant.ParamError { return nil }

// Open is a mixture of one Gaussian without any spread.
func (diracSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	return mixture{source: "dirac", centres: [][]float64{{0, 0}}}.reading(p.Int("rows")), nil
}
