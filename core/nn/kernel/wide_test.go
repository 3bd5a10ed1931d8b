package kernel

import (
	"math"
	"testing"

	"gander/core/nn/num"
)

// normals are numbers of float64 that are the same on every machine.
func normals(name string, n int) []float64 {
	x, s := make([]float64, n), num.NewStream(1, "wide", name)
	for i := range x {
		x[i] = s.Normal(uint64(i))
	}
	return x
}

// Every instruction set gives the bits of a plain loop, for sizes around those
// of tiles and panels, and writes nothing beyond them.
func TestProducts(t *testing.T) {
	for _, size := range [][4]int{{1, 1, 1, 1}, {3, 7, 7, 5}, {8, 16, 16, 128}, {9, 33, 20, 3}, {17, 48, 47, 10}, {4, 31, 31, 64}} {
		rows, all, n, cols := size[0], size[1], size[2], size[3]
		x, y := normals("x", rows*cols), normals("y", all*cols)
		for _, name := range ISAs() {
			p := newPanels(y, cols, isas()[name])
			dst := make([]float64, rows*n+1)
			dst[rows*n] = math.Pi
			p.Products(dst, x, n)
			for i := range rows {
				for j := range n {
					want := 0.0
					for c := range cols {
						want += float64(x[i*cols+c] * y[j*cols+c])
					}
					if got := dst[i*n+j]; got != want {
						t.Fatalf("%s, %v: product of rows %d and %d is %v, want %v", name, size, i, j, got, want)
					}
				}
			}
			if dst[rows*n] != math.Pi {
				t.Fatalf("%s, %v: wrote beyond the products", name, size)
			}
		}
	}
}

func BenchmarkProducts(b *testing.B) {
	const rows, n, cols = 64, 2048, 128
	x, y := normals("x", rows*cols), normals("y", n*cols)
	dst := make([]float64, rows*n)
	for _, name := range ISAs() {
		b.Run(name, func(b *testing.B) {
			p := newPanels(y, cols, isas()[name])
			for b.Loop() {
				p.Products(dst, x, n)
			}
			b.ReportMetric(2e-9*rows*n*cols*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
		})
	}
}
