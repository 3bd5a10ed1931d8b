package eval

import (
	"math"

	"gander/core/nn/num"
)

// Vendi is the Vendi score of order q > 0 (Friedman and Dieng 2023, eq. 3;
// Pasarkar and Dieng 2024): the effective number of different rows, from 1 for
// equal ones to their number for orthogonal ones, where the cosine says how
// alike two rows are. It is the exponential of the Rényi entropy of the
// similarities' eigenvalues; q = 1 is Shannon's, q = ∞ looks at the largest
// alone. It knows nothing of real data.
func Vendi(f Features, q float64) float64 {
	unit := NewFeatures(f.Cols, f.Rows) // transposed, so that products are along rows
	for i := range f.Rows {
		length := math.Sqrt(dot(f.Row(i), f.Row(i)))
		for j, v := range f.Row(i) {
			if length > 0 {
				unit.Row(j)[i] = v / length
			}
		}
	}
	// XᵀX/n has the eigenvalues of the n × n similarities XXᵀ/n, but for zeros.
	return effective(eigen(gram(unit, f.Rows)).Values(nil), q)
}

// effective is the effective number of eigenvalues that sum to 1.
func effective(eigenvalues []float64, q float64) float64 {
	largest, powers, entropy := 0.0, 0.0, 0.0
	for _, v := range eigenvalues {
		if v < 1e-14 { // a zero, or rounding beside it
			continue
		}
		largest = max(largest, v)
		powers += num.Pow(v, q)
		entropy -= v * num.Log(v)
	}
	switch {
	case math.IsInf(q, 1):
		return 1 / largest
	case q == 1:
		return num.Exp(entropy)
	}
	return num.Pow(powers, 1/(1-q))
}
