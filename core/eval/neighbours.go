package eval

import (
	"math"
	"slices"
)

// neighbours are each row's k smallest squared distances to others, ascending;
// infinite where fewer are known.
type neighbours struct {
	k     int
	near  []float64 // k for each row
	worst []float64 // the last of them
}

func newNeighbours(rows, k int) neighbours {
	n := neighbours{k: k, near: make([]float64, rows*k), worst: make([]float64, rows)}
	for _, s := range [][]float64{n.near, n.worst} {
		for i := range s {
			s[i] = math.Inf(1)
		}
	}
	return n
}

func (n neighbours) of(row int) []float64 { return n.near[row*n.k : (row+1)*n.k] }

// insert takes up a distance that is smaller than the worst.
func (n neighbours) insert(row int, d float64) {
	near := n.of(row)
	at, _ := slices.BinarySearch(near, d)
	copy(near[at+1:], near[at:])
	near[at] = d
	n.worst[row] = near[n.k-1]
}

// merge takes up what another has found. The smallest k of all distances are
// the same in whatever order they come.
func (n neighbours) merge(o neighbours) {
	for row, worst := range n.worst {
		for _, d := range o.of(row) {
			if !(d < worst) {
				break
			}
			n.insert(row, d)
			worst = n.worst[row]
		}
	}
}
