package num

import "math"

// batch is how many pairs are computed side by side: each step of the way is a
// short loop, whose turns the processor overlaps.
const batch = 64

// fillPairs32 sets dst[2j] and dst[2j+1] to pair first+j of normals, rounded to
// float32. Those of quickPairs nearly always lead to the same float32 as the
// exact ones; where they might not, normals decides.
func (s Stream) fillPairs32(dst []float32, first uint64) {
	var quick quickPairs
	for len(dst) > 0 {
		n := min(len(dst)/2, batch)
		quick.draw(s, first, n)
		for j := range n {
			p := &quick[j]
			bound := p.radius * doubt
			even, odd := float32(p.even-bound), float32(p.odd-bound)
			if even != float32(p.even+bound) || odd != float32(p.odd+bound) {
				x, y := s.normals(first + uint64(j))
				even, odd = float32(x), float32(y)
			}
			dst[2*j], dst[2*j+1] = even, odd
		}
		dst, first = dst[2*n:], first+uint64(n)
	}
}

// quickPairs are Box–Muller pairs, off by at most radius·doubt. They take a
// fraction of the time of normals, which has them to the last bit.
type quickPairs [batch]struct{ even, odd, radius float64 }

// doubt is some eight times what quickLog, quickTurn and normals itself may be off
// by, in relation to the radius.
const doubt = 0x1p-46

// draw computes n pairs from the given one.
func (p *quickPairs) draw(s Stream, first uint64, n int) {
	var u, v [batch]float64
	for j := range n {
		u[j], v[j] = s.uniforms(first + uint64(j))
	}
	for j := range n {
		p[j].radius = math.Sqrt(-2 * quickLog(u[j]))
	}
	for j := range n {
		sin, cos := quickTurn(v[j])
		p[j].even, p[j].odd = p[j].radius*cos, p[j].radius*sin
	}
}
