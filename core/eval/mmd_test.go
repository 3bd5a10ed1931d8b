package eval

import (
	"math"
	"runtime"
	"testing"

	"gander/core/nn/num"
)

// goldenX and goldenY are ten rows of three numbers each, which a program in
// plain Python makes by the same integer formulas.
func goldenX() Features {
	return golden(func(i, j int) float64 { return float64((7919*i+104729*j+i*i*(31+j)*17)%1009) / 1009 })
}

func goldenY() Features {
	return golden(func(i, j int) float64 {
		return float64((6101*i+15485863*j+i*i*(19+2*j)*23+311)%997)/997*0.8 + 0.25
	})
}

func golden(f func(i, j int) float64) Features {
	x := NewFeatures(10, 3)
	for i := range x.Data {
		x.Data[i] = f(i/3, i%3)
	}
	return x
}

// diagonal is the mean of k over pairs of rows of equal index.
func diagonal(x, y Features) float64 {
	s := 0.0
	for i := range x.Rows {
		s += cube(dot(x.Row(i), y.Row(i))/float64(x.Cols) + 1)
	}
	return s / float64(x.Rows)
}

func TestGoldenKernelDistance(t *testing.T) {
	x, y := goldenX(), goldenY()
	near(t, "X[1][2]", x.Row(1)[2], 0.9940535183349851, 1e-15)
	near(t, "Y[1][2]", y.Row(1)[2], 0.9561183550651956, 1e-15)
	near(t, "unbiased", KernelDistance(x, y), 0.244343459484, 1e-11)

	m := meet(newManifold(x, 1), newManifold(y, 1), reach{1, 1})
	const n = 10.
	pairs, same := m.samples.within+m.real.within, diagonal(x, x)+diagonal(y, y)
	near(t, "biased", (n-1)/n*pairs+same/n-2*m.between, 0.330613734834, 1e-11)
	near(t, "U-statistic", pairs-2*(n*m.between-diagonal(x, y))/(n-1), 0.255596083084, 1e-11)
}

// cloud is standard normal rows.
func cloud(name string, rows, cols int) Features {
	f := NewFeatures(rows, cols)
	s := num.NewStream(1, name)
	for i := range f.Data {
		f.Data[i] = s.Normal(uint64(i))
	}
	return f
}

func TestKernelDistanceAxioms(t *testing.T) {
	x, y := cloud("x", 37, 5), cloud("y", 22, 5)
	for i := range y.Data {
		y.Data[i] = 2*y.Data[i] + 1
	}
	d := KernelDistance(x, y)
	near(t, "symmetry", KernelDistance(y, x), d, 1e-12)
	near(t, "permutation", KernelDistance(x.pick(num.Permutation(num.NewStream(1), 0, 37)), y), d, 1e-12)
	rotated := func(f Features) Features { // by a right angle in two coordinates
		g := f.pick(sequence(f.Rows))
		for i := range g.Rows {
			g.Row(i)[0], g.Row(i)[1] = -f.Row(i)[1], f.Row(i)[0]
		}
		return g
	}
	near(t, "rotation", KernelDistance(rotated(x), rotated(y)), d, 1e-12)
	if d < 1 {
		t.Errorf("distance of different clouds is %v", d)
	}
}

// The estimate is unbiased: over many pairs of samples of one distribution its
// mean is 0 within its standard error.
func TestKernelDistanceIsUnbiased(t *testing.T) {
	const replicates, n = 1000, 20
	x, y := cloud("unbiased x", replicates*n, 3), cloud("unbiased y", replicates*n, 3)
	values := make([]float64, replicates)
	for i := range values {
		rows := sequence(replicates * n)[i*n : (i+1)*n]
		values[i] = KernelDistance(x.pick(rows), y.pick(rows[:n/2])) // of unequal sizes
	}
	s := Summarise(values)
	if limit := 3 * s.SD / math.Sqrt(replicates); math.Abs(s.Mean) > limit {
		t.Errorf("mean is %v, beyond three standard errors, %v", s.Mean, limit)
	}
}

func TestBitsDoNotDependOnProcessors(t *testing.T) {
	x, y := cloud("bits x", 131, 33), cloud("bits y", 67, 33)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first float64
	for i, processors := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(processors)
		d := KernelDistance(x, y)
		if i == 0 {
			first = d
		}
		if math.Float64bits(d) != math.Float64bits(first) {
			t.Errorf("%d processors give %v, one gives %v", processors, d, first)
		}
	}
}
