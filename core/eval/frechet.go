package eval

import (
	"iter"
	"math"

	"gonum.org/v1/gonum/mat"
)

// FrechetDistance is the squared Fréchet distance between the Gaussians of
// equal mean μ and covariance S (with n−1) as two sets of features:
//
//	|μ₁ − μ₂|² + tr S₁ + tr S₂ − 2 tr (S₁S₂)^½
//
// (Dowson and Landau 1982; Heusel et al. 2017, eq. 6). It is biased upwards by
// about 1/n, so only distances of as many samples can be compared. It panics on
// fewer than two rows or on rows of different lengths.
func FrechetDistance(x, y Features) float64 { return newGaussian(x).distance(newGaussian(y)) }

// A gaussian is what the Fréchet distance sees of features.
type gaussian struct {
	mean []float64
	cov  *mat.SymDense
}

func newGaussian(f Features) gaussian {
	if f.Rows < 2 {
		panic("eval: Fréchet distance of fewer than two rows")
	}
	mean, _ := f.Moments()
	centred := NewFeatures(f.Cols, f.Rows) // transposed, so that products are along rows
	for i := range f.Rows {
		for j, v := range f.Row(i) {
			centred.Row(j)[i] = v - mean[j]
		}
	}
	return gaussian{mean, gram(centred, f.Rows-1)}
}

// gram holds the products of all rows with each other, over n.
func gram(f Features, n int) *mat.SymDense {
	g := mat.NewSymDense(f.Rows, nil)
	triangle(f, f.panels(), func(mine iter.Seq[product]) {
		for p := range mine {
			for i := range p.Rows {
				for j, v := range p.Row(i)[:p.from+i+1] {
					g.SetSym(p.from+i, j, v/float64(n))
				}
			}
		}
	})
	return g
}

func (g gaussian) distance(h gaussian) float64 { return h.distanceBy(g, squareRoot(g.cov)) }

// distanceBy is the distance from h, whose covariance has the root.
func (g gaussian) distanceBy(h gaussian, root *mat.Dense) float64 {
	if len(g.mean) != len(h.mean) {
		panic("eval: Fréchet distance of rows of different lengths")
	}
	d := 0.0
	for j, m := range g.mean {
		d += square(m - h.mean[j])
	}
	return d + mat.Trace(h.cov) + mat.Trace(g.cov) - 2*traceOfRoot(root, g.cov)
}

// traceOfRoot is tr (AB)^½, by the root of A. AB has the eigenvalues of the symmetric
// A^½BA^½, which are never negative but for rounding.
func traceOfRoot(root *mat.Dense, b *mat.SymDense) float64 {
	var product mat.Dense
	product.Product(root, b, root)
	n := b.SymmetricDim()
	symmetric := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			symmetric.SetSym(i, j, (product.At(i, j)+product.At(j, i))/2)
		}
	}
	trace := 0.0
	for _, v := range eigen(symmetric).Values(nil) {
		trace += math.Sqrt(max(v, 0))
	}
	return trace
}

func squareRoot(a *mat.SymDense) *mat.Dense {
	e := eigen(a)
	var vectors, root mat.Dense
	e.VectorsTo(&vectors)
	roots := mat.NewDiagDense(a.SymmetricDim(), nil)
	for i, v := range e.Values(nil) {
		roots.SetDiag(i, math.Sqrt(max(v, 0)))
	}
	root.Product(&vectors, roots, vectors.T())
	return &root
}

func eigen(a *mat.SymDense) *mat.EigenSym {
	var e mat.EigenSym
	if !e.Factorize(a, true) {
		panic("eval: eigenvalues of a covariance did not converge")
	}
	return &e
}
