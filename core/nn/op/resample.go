package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// PixelShuffle makes each k×k block of a plane from k² channels: x
// (N, H, W, C·k²) gives (N, H·k, W·k, C), channel c of the pixel (i, j) of a
// block being channel c·k² + i·k + j of x (Shi et al. 2016, equation 4; the
// order of PyTorch).
func PixelShuffle(x *gorgonia.Node, k int) *gorgonia.Node {
	const name = "pixelshuffle"
	dims(name, "input", x, 4)
	s := x.Shape()
	if k < 1 || s[3]%(k*k) != 0 {
		refuse(name, given("input", x), "%d channels don't make blocks of %d×%d pixels", s[3], k, k)
	}
	n, h, w, c := s[0], s[1], s[2], s[3]/(k*k)
	inBlocks := swap(x, kernel.Block{P: n * h * w, A: c, B: k * k, C: 1}, s)
	return swap(inBlocks, kernel.Block{P: n * h, A: w, B: k, C: k * c}, tensor.Shape{n, h * k, w * k, c})
}

// PixelUnshuffle undoes PixelShuffle: x (N, H, W, C) with H and W divisible by k
// gives (N, H/k, W/k, C·k²).
func PixelUnshuffle(x *gorgonia.Node, k int) *gorgonia.Node {
	const name = "pixelunshuffle"
	dims(name, "input", x, 4)
	s := x.Shape()
	if k < 1 || s[1]%k != 0 || s[2]%k != 0 {
		refuse(name, given("input", x), "%d×%d blocks don't cover the plane", k, k)
	}
	n, h, w, c := s[0], s[1]/k, s[2]/k, s[3]
	out := tensor.Shape{n, h, w, c * k * k}
	inBlocks := swap(x, kernel.Block{P: n * h, A: k, B: w, C: k * c}, out)
	return swap(inBlocks, kernel.Block{P: n * h * w, A: k * k, B: c, C: 1}, out)
}

// swap exchanges the two axes in the middle of x, seen as b. It is its own
// adjoint, with the axes the other way round.
func swap(x *gorgonia.Node, b kernel.Block, out tensor.Shape) *gorgonia.Node {
	return apply(&Operator{
		name: "swap", attr: b, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Swap(y, x[0], b) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			back := kernel.Block{P: b.P, A: b.B, B: b.A, C: b.C}
			return gorgonia.Nodes{swap(g, back, in[0].Shape())}
		},
	}, x)
}

// UpsampleBilinear makes the planes of x (N, H, W, C) k times as large, each
// number being interpolated between the centres of the four pixels around it and
// the edges continued outwards: PyTorch's bilinear mode with align_corners=False.
func UpsampleBilinear(x *gorgonia.Node, k int) *gorgonia.Node {
	const name = "upsamplebilinear"
	dims(name, "input", x, 4)
	if k < 1 {
		refuse(name, given("input", x), "factor %d is less than 1", k)
	}
	return interpolate(interpolate(x, 1, k), 2, k)
}

// interpolate makes x k times as long along an axis. Number i·k + j lies
// (j + ½)/k − ½ behind number i of x.
func interpolate(x *gorgonia.Node, axis, k int) *gorgonia.Node {
	if k == 1 {
		return x
	}
	s, n := x.Shape(), x.Shape()[axis]
	wide := Concat(axis, Slice(x, axis, 0, 1), x, Slice(x, axis, n-1, n))
	v := along(s, axis)
	phases := make(gorgonia.Nodes, k)
	for j := range phases {
		from, behind := 1, (float64(j)+0.5)/float64(k)-0.5
		if behind < 0 {
			from, behind = 0, behind+1
		}
		before, after := Slice(wide, axis, from, from+n), Slice(wide, axis, from+1, from+1+n)
		if behind == 0 {
			phases[j] = Reshape(before, v.A*v.B, 1, v.C)
			continue
		}
		mixed := Add(Affine(before, 1-behind, 0), Affine(after, behind, 0))
		phases[j] = Reshape(mixed, v.A*v.B, 1, v.C)
	}
	return Reshape(Concat(1, phases...), resized(s, axis, n*k)...)
}
