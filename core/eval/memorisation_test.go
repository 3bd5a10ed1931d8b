package eval

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn/num"
)

func goldenP() Features {
	return golden(func(i, j int) float64 { return float64((4001*i+7907*j+i*i*(11+3*j)*29+97)%1013) / 1013 })
}

func TestGoldenMemorisation(t *testing.T) {
	x, y, p := goldenX(), goldenY(), goldenP()
	near(t, "C_T", CopyTest(x, p, y, 1), 2.7591406529673588, 1e-12)
	near(t, "C_T of copies", CopyTest(x, p, x, 1), -3.7418482827913495, 1e-12)
	_, ofY := x.nearest(y)
	_, ofP := x.nearest(p)
	near(t, "U", pairsAbove(ofY, ofP), 86, 0)
	for name, c := range map[string]struct {
		samples Features
		want    float64
	}{"Y": {y, 10}, "copies": {x, 0}, "P": {p, 0}} {
		near(t, "AuthPct of "+name, AuthPct(x, c.samples), c.want, 1e-12)
	}
}

func TestPairsAbove(t *testing.T) {
	a, b := []float64{3, 1, 2, 2, 9}, []float64{2, 2, 0, 5}
	u, _ := MannWhitney(a, b)
	near(t, "U", pairsAbove(a, b), u, 0)
}

// Of one distribution the statistic is standard normal, in each cell and over
// all; a generator that copies one cell is seen though the others are right.
func TestCopyTest(t *testing.T) {
	clusters := func(name string, spread float64) Features {
		f := cloud(name, 900, 3)
		for i := range f.Rows {
			f.Row(i)[0] = spread*f.Row(i)[0] + 50*float64(i%3)
		}
		return f
	}
	train, held, fresh := clusters("copy train", 1), clusters("copy held", 1), clusters("copy fresh", 1)
	if z := CopyTest(train, held, fresh, 3); math.Abs(z) > 2.5 {
		t.Errorf("C_T of the distribution itself is %v", z)
	}
	if z := CopyTest(train, held, train, 3); z > -15 {
		t.Errorf("C_T of copies is %v", z)
	}
	part := fresh.pick(sequence(900))
	for i := 0; i < 900; i += 3 {
		copy(part.Row(i), train.Row(i))
	}
	if z := CopyTest(train, held, part, 3); z > -3 {
		t.Errorf("C_T of a third of copies is %v", z)
	}
	if z := CopyTest(train, held, clusters("copy wide", 9), 3); z < 3 {
		t.Errorf("C_T of a wide generator is %v", z)
	}
	if z := CopyTest(train, held, fresh.First(30), 3); !math.IsNaN(z) {
		t.Errorf("C_T by ten samples a cell is %v", z)
	}
}

func TestClusters(t *testing.T) {
	f := Features{Rows: 6, Cols: 1, Data: []float64{0, 1, 10, 11, 12, 31}}
	if got := f.cluster(3).Data; !slices.Equal(got, []float64{0.5, 31, 11}) {
		t.Errorf("centres are %v", got)
	}
	if got := f.cluster(9).Rows; got != 6 {
		t.Errorf("six rows have %d cells", got)
	}
}

// Copies lie at the training rows, fresh rows as near to one kind as to the other.
func TestNearestRatio(t *testing.T) {
	s := num.NewStream(21, "ratio")
	rows := func(n, from int) Features {
		f := NewFeatures(n, 5)
		for i := range f.Data {
			f.Data[i] = s.Normal(uint64(from + i))
		}
		return f
	}
	train, heldOut, fresh := rows(400, 0), rows(400, 10_000), rows(400, 20_000)
	near(t, "ratio of fresh rows", NearestRatio(train, heldOut, fresh), 1, 0.08)
	near(t, "ratio of copies", NearestRatio(train, heldOut, train), 0, 1e-6)
	near(t, "the other way round", NearestRatio(heldOut, train, fresh)*NearestRatio(train, heldOut, fresh), 1, 0.01)
	one, two := NewFeatures(1, 1), NewFeatures(1, 1)
	one.Data[0], two.Data[0] = 3, 5
	sample := NewFeatures(1, 1)
	near(t, "ratio of one sample", NearestRatio(one, two, sample), 0.6, 1e-12)
	if r := NearestRatio(one, one, one); !math.IsNaN(r) {
		t.Errorf("where all is the same the ratio is %v", r)
	}
}
