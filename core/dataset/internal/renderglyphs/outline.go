package main

import (
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A box is the extent of an outline in font units.
type box struct{ left, top, right, bottom float64 }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }

// extent is the box around an outline itself. (Its Bounds are those of the
// control points, some of which lie outside.)
func extent(outline sfnt.Segments) box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	var pen fixed.Point26_6
	for _, s := range outline {
		points := append([]fixed.Point26_6{pen}, s.Args[:arguments(s.Op)]...)
		if s.Op == sfnt.SegmentOpMoveTo {
			points = points[1:]
		}
		b.include(points)
		pen = points[len(points)-1]
	}
	return b
}

// arguments is how many points a segment has.
func arguments(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

// include widens the box by a Bézier curve, followed in steps so small that
// what lies between them is far less than a pixel.
func (b *box) include(points []fixed.Point26_6) {
	const steps = 32
	for i := range steps + 1 {
		x, y := bezier(points, float64(i)/steps)
		b.left, b.right = min(b.left, x), max(b.right, x)
		b.top, b.bottom = min(b.top, y), max(b.bottom, y)
	}
}

// bezier is the point of a curve at t, by de Casteljau's algorithm.
func bezier(points []fixed.Point26_6, t float64) (x, y float64) {
	var xs, ys [4]float64
	for i, p := range points {
		xs[i], ys[i] = float(p.X), float(p.Y)
	}
	for n := len(points) - 1; n > 0; n-- {
		for i := range n {
			xs[i] += t * (xs[i+1] - xs[i])
			ys[i] += t * (ys[i+1] - ys[i])
		}
	}
	return xs[0], ys[0]
}

func float(x fixed.Int26_6) float64 { return float64(x) / 64 }
