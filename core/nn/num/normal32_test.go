package num

import (
	"math"
	"testing"
)

// The quick logarithm keeps to the error that its bound allows for, at the ends of
// its range, around the places where its pieces meet, and at many others.
func TestQuickLogIsWithinItsBound(t *testing.T) {
	check := func(x float64) {
		exact := log(x)
		got := quickLog(x)
		if x == 1 {
			if got != 0 {
				t.Errorf("log 1 = %g", got)
			}
			return
		}
		if off := math.Abs(((got - exact.hi) - exact.lo) / exact.hi); !(off < 0x1p-49) {
			t.Errorf("log %x is off by %.3g of itself", x, off)
		}
	}
	for _, x := range []float64{0x1p-53, 0x1p-52, 0x1.8p-53, 1, 0.5, 0.25} {
		check(x)
	}
	for _, meeting := range []float64{1, 0.5, 0.25, math.Sqrt2 / 2, math.Sqrt2 / 4} {
		for range 1000 {
			check(meeting)
			meeting = math.Nextafter(meeting, 0)
		}
	}
	s := NewStream(5, "logarithms")
	for k := range uint64(200_000) {
		check(unit(s.Uint64(k)) + 0x1p-53)
		check(math.Exp(-30 * s.Float64(k))) // small ones too
	}
}

func TestNormals32AreTheRoundedNormals(t *testing.T) {
	s, got := NewStream(6, "normals"), make([]float32, 2_000_002)
	s.FillNormal(got, 0)
	for k, x := range got {
		if want := float32(s.Normal(uint64(k))); x != want {
			t.Fatalf("number %d is %v and not %v", k, x, want)
		}
	}
}

// The quick sine and cosine keep to their error, at the points of the table, in
// the middle between them and elsewhere.
func TestQuickTurnIsWithinItsBound(t *testing.T) {
	check := func(v float64) {
		sin, cos := quickTurn(v)
		exactSin, exactCos := Sincos(2 * math.Pi * v)
		if off := max(math.Abs(sin-exactSin), math.Abs(cos-exactCos)); !(off < 0x1p-49) {
			t.Errorf("sine and cosine of %x turns are off by %.3g", v, off)
		}
	}
	for i := range 2 * turnPoints {
		v := float64(i) / (2 * turnPoints)
		check(v)
		check(math.Nextafter(v, 1))
		check(math.Nextafter(v, 0))
	}
	check(1 - 0x1p-53)
	s := NewStream(5, "turns")
	for k := range uint64(200_000) {
		check(s.Float64(k))
	}
}

// What might round to two numbers is not decided by the quick way: the bound is
// kept with room to spare.
func TestQuickPairsAreWithinTheirBound(t *testing.T) {
	var quick quickPairs
	s := NewStream(7, "normals")
	for first := uint64(0); first < 200_000; first += batch {
		quick.draw(s, first, batch)
		for j, p := range quick {
			even, odd := s.normals(first + uint64(j))
			if off := max(math.Abs(p.even-even), math.Abs(p.odd-odd)); !(off < p.radius*doubt/4) {
				t.Fatalf("pair %d is off by %.3g of its radius", first+uint64(j), off/p.radius)
			}
		}
	}
}

func BenchmarkFillNormal(b *testing.B) {
	s, dst := NewStream(1, "bench"), make([]float32, 1<<16)
	b.SetBytes(4 * int64(len(dst)))
	for b.Loop() {
		s.FillNormal(dst, 0)
	}
}
