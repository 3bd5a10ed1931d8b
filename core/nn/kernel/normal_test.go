package kernel

import (
	"fmt"
	"testing"

	"gander/core/nn/num"
)

// Every instruction set draws the very numbers of the stream, for lengths around
// those of vectors and pieces, and writes nothing beyond them. They hold with a
// sixteenth of the doubt too: the kernels keep far inside their bound.
func TestGaussian(t *testing.T) {
	s := num.NewStream(3<<40+5, "gaussian")
	want := make([]float32, 3_000_001)
	s.FillGaussian(want, 0.5, 0.02, 0)
	for _, d := range cpus(t) {
		for _, n := range []int{0, 1, 2, 3, 15, 16, 17, 31, 1000, 1 << 14, 1<<15 + 1, len(want)} {
			for _, doubt := range []float64{doubt, doubt / 16} {
				t.Run(fmt.Sprintf("%s, %d numbers, doubt %g", d.Name(), n, doubt), func(t *testing.T) {
					got := make([]float32, n+1)
					got[n] = 7
					d.fillGaussian(got[:n], s, 0.5, 0.02, doubt)
					for i, x := range got[:n] {
						if x != want[i] {
							t.Fatalf("number %d is %v and not %v", i, x, want[i])
						}
					}
					if got[n] != 7 {
						t.Error("wrote beyond the numbers")
					}
				})
			}
		}
	}
}

// Where all is in doubt, num decides everything.
func TestGaussianInDoubt(t *testing.T) {
	s := num.NewStream(4, "gaussian")
	for _, n := range []int{2*room - 1, 2*room + 1, 1 << 15} {
		want, got := make([]float32, n), make([]float32, n)
		s.FillGaussian(want, -1, 3, 0)
		for _, d := range cpus(t) {
			d.fillGaussian(got, s, -1, 3, 1)
			for i, x := range got {
				if x != want[i] {
					t.Fatalf("%s: number %d of %d is %v and not %v", d.Name(), i, n, x, want[i])
				}
			}
		}
	}
}

func BenchmarkGaussian(b *testing.B) {
	s, dst := num.NewStream(1, "bench"), make([]float32, 1<<16)
	for _, name := range ISAs() {
		b.Run(name, func(b *testing.B) {
			d, err := NewCPU(name, 1)
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			b.SetBytes(4 * int64(len(dst)))
			for b.Loop() {
				d.fillGaussian(dst, s, 0, 1, doubt)
			}
		})
	}
}
