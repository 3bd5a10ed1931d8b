package eval

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestGoldenVendi(t *testing.T) {
	for _, c := range []struct{ q, x, y float64 }{
		{0.5, 2.2425640847, 1.8152022797},
		{1, 1.7911194083, 1.3866218852},
		{2, 1.4376679450, 1.1786152969},
		{math.Inf(1), 1.2131368376, 1.0882953339},
	} {
		near(t, "of X", Vendi(goldenX(), c.q), c.x, 1e-9)
		near(t, "of Y", Vendi(goldenY(), c.q), c.y, 1e-9)
	}
}

// The vectors of the authors' README, which give similarities.
func TestGoldenVendiOfSimilarities(t *testing.T) {
	k := mat.NewSymDense(3, []float64{1, .9, 0, .9, 1, 0, 0, 0, 1})
	near(t, "three rows", effectiveOf(k), 2.1573, 1e-4)
	points := []float64{0, 0, 10, 10, 20, 20}
	k = mat.NewSymDense(6, nil)
	for i, a := range points {
		for j, b := range points {
			k.SetSym(i, j, math.Exp(-math.Abs(a-b)))
		}
	}
	near(t, "three pairs", effectiveOf(k), 2.9999, 1e-4)
}

// The Rényi kernel entropy's count of modes is the score of order 2, of Gaussian
// similarities.
func TestGoldenKernelEntropy(t *testing.T) {
	x := goldenX()
	for deviation, want := range map[float64]float64{0.5: 3.4352859337, 1: 1.5386203500} {
		k := mat.NewSymDense(10, nil)
		for i := range 10 {
			for j := range i + 1 {
				k.SetSym(i, j, math.Exp(-square(apartness(x.Row(i), x.Row(j)))/(2*deviation*deviation))/10)
			}
		}
		near(t, "modes", effective(eigen(k).Values(nil), 2), want, 1e-9)
	}
}

func effectiveOf(k *mat.SymDense) float64 {
	n := k.SymmetricDim()
	var share mat.SymDense
	share.ScaleSym(1/float64(n), k)
	return effective(eigen(&share).Values(nil), 1)
}

func TestVendiAxioms(t *testing.T) {
	equal := NewFeatures(7, 3)
	for i := range equal.Data {
		equal.Data[i] = float64(i%3 + 1)
	}
	orthogonal := NewFeatures(5, 8)
	for i := range 5 {
		orthogonal.Row(i)[i] = float64(i + 1)
	}
	for _, q := range []float64{0.5, 1, 2, math.Inf(1)} {
		near(t, "equal rows", Vendi(equal, q), 1, 1e-6)
		near(t, "orthogonal rows", Vendi(orthogonal, q), 5, 1e-9)
		for _, rows := range []int{1, 4, 30} {
			if v := Vendi(cloud("vendi", rows, 6), q); v < 1-1e-9 || v > float64(min(rows, 6))+1e-9 {
				t.Errorf("%d rows have a score of %v", rows, v)
			}
		}
	}
}
