package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// The five maps between a tensor (A, B, C) and its statistics (A, C). Sum and
// broadcast are each other's adjoints; dot and scale are the adjoints of the
// trilinear form Σ x·z·s.

func sum(x *gorgonia.Node, v kernel.View, out tensor.Shape) *gorgonia.Node {
	return apply(&Operator{
		name: "sum", attr: v, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Sum(y, x[0], v) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{broadcast(g, v, in[0].Shape())}
		},
	}, x)
}

func broadcast(s *gorgonia.Node, v kernel.View, out tensor.Shape) *gorgonia.Node {
	return apply(&Operator{
		name: "broadcast", attr: v, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Broadcast(y, x[0], v) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{sum(g, v, in[0].Shape())}
		},
	}, s)
}

func dot(x, z *gorgonia.Node, v kernel.View, out tensor.Shape) *gorgonia.Node {
	return apply(&Operator{
		name: "dot", attr: v, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Dot(y, x[0], x[1], v) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{scale(in[1], g, v), scale(in[0], g, v)}
		},
	}, x, z)
}

func scale(x, s *gorgonia.Node, v kernel.View) *gorgonia.Node {
	return apply(&Operator{
		name: "scale", attr: v, out: x.Shape(), inPlace: true,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Scale(y, x[0], x[1], v) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{scale(g, in[1], v), dot(g, in[0], v, in[1].Shape())}
		},
	}, x, s)
}

func shift(x, s *gorgonia.Node, v kernel.View) *gorgonia.Node {
	return apply(&Operator{
		name: "shift", attr: v, out: x.Shape(), inPlace: true,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Shift(y, x[0], x[1], v) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{g, sum(g, v, in[1].Shape())}
		},
	}, x, s)
}
