package nn

import "gander/core/nn/op"

// Upsample repeats every pixel Factor times along both axes.
type Upsample struct{ Factor int }

// Apply is (N, Factor·H, Factor·W, C).
func (l Upsample) Apply(_ *Scope, x *Node) *Node { return op.UpsampleNearest(x, l.Factor) }

// UpsampleBilinear makes every image Factor times as large, interpolating
// between the centres of pixels: see op.UpsampleBilinear.
type UpsampleBilinear struct{ Factor int }

// Apply is (N, Factor·H, Factor·W, C).
func (l UpsampleBilinear) Apply(_ *Scope, x *Node) *Node { return op.UpsampleBilinear(x, l.Factor) }

// PixelShuffle makes every image Factor times as large out of its channels (Shi
// et al. 2016): see op.PixelShuffle.
type PixelShuffle struct{ Factor int }

// Apply is (N, Factor·H, Factor·W, C/Factor²).
func (l PixelShuffle) Apply(_ *Scope, x *Node) *Node { return op.PixelShuffle(x, l.Factor) }

// AvgPool is the mean of each Size×Size block of every image; Size divides H
// and W.
type AvgPool struct{ Size int }

// Apply is (N, H/Size, W/Size, C).
func (l AvgPool) Apply(_ *Scope, x *Node) *Node { return op.AvgPool(x, l.Size) }

// ZeroPad surrounds every image with zeros: so many rows above and below it, so
// many columns on its left and right.
type ZeroPad struct{ Top, Bottom, Left, Right int }

// Apply is (N, H + Top + Bottom, W + Left + Right, C).
func (l ZeroPad) Apply(_ *Scope, x *Node) *Node {
	return op.PadPlane(x, l.Top, l.Bottom, l.Left, l.Right)
}

// ReflectPad surrounds every image with Size rows and columns that mirror it.
type ReflectPad struct{ Size int }

// Apply is (N, H + 2·Size, W + 2·Size, C).
func (l ReflectPad) Apply(_ *Scope, x *Node) *Node { return op.ReflectPad(x, l.Size) }
