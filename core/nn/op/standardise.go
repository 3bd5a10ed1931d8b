package op

import (
	"gorgonia.org/gorgonia"

	"gander/core/nn/kernel"
)

// Standardise is y = (x − mean)/√(variance + eps) with the statistics of the
// numbers that belong together along axes: Channels for batch normalisation
// (Ioffe & Szegedy 2015), Planes for instance and Samples for layer
// normalisation. The variance is the biased one, divided by their number.
func Standardise(x *gorgonia.Node, axes Axes, eps float64) (y, mean, variance *gorgonia.Node) {
	mean = axes.Mean(x)
	centred := axes.Shift(x, Affine(mean, -1, 0))
	variance = Affine(axes.Dot(centred, centred), 1/float64(axes.view(x.Shape()).B), 0)
	scale := Pow(Affine(variance, 1, eps), -0.5)
	return standardised(x, centred, scale, axes), mean, variance
}

// standardised is centred·scale, which are computed from x. It answers for the
// whole derivative in x, through centred and scale too, since that is shorter
// than the sum over the three ways:
//
//	dx = scale·(g − mean(g) − y·mean(g·y))
func standardised(x, centred, scale *gorgonia.Node, axes Axes) *gorgonia.Node {
	v := axes.view(x.Shape())
	return apply(&Operator{
		name: "standardise", attr: axes, out: x.Shape(), inPlace: true,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Scale(y, x[0], x[1], v) },
		grad: func(in gorgonia.Nodes, y, g *gorgonia.Node) gorgonia.Nodes {
			share := -1 / float64(v.B)
			along := axes.Scale(y, Affine(axes.Dot(g, y), share, 0))
			across := axes.Shift(Add(along, g), Affine(axes.Sum(g), share, 0))
			return gorgonia.Nodes{nil, nil, axes.Scale(across, in[1])}
		},
		wrt: []bool{false, false, true},
	}, centred, scale, x)
}
