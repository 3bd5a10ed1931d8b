package num

import (
	"math"
	"testing"
)

// The quick logarithm keeps to the error that round32 allows for, at the ends of
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
	s := NewStream(6, "normals")
	for i := range uint64(1_000_000) {
		even, odd := s.normals32(i)
		if exactEven, exactOdd := s.normals(i); even != float32(exactEven) || odd != float32(exactOdd) {
			t.Fatalf("pair %d is %v, %v and not %v, %v", i, even, odd, float32(exactEven), float32(exactOdd))
		}
	}
}

// What might round to two numbers is not decided by the quick way.
func TestRound32Doubts(t *testing.T) {
	between := (float64(float32(1)) + float64(math.Nextafter32(1, 2))) / 2
	for x, want := range map[float64]bool{1: true, between: false, between * (1 + 0x1p-50): false, between * (1 + 0x1p-40): true, 0: true} {
		if _, sure := round32(x); sure != want {
			t.Errorf("round32(%x) is sure: %v", x, sure)
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
