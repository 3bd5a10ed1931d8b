package eval

import "testing"

// BenchmarkDistances has 10,000 samples beside as many real rows of 128
// features: the Fréchet and the kernel distance, precision, recall, density and
// coverage.
func BenchmarkDistances(b *testing.B) {
	x, y := cloud("bench x", 10_000, 128), cloud("bench y", 10_000, 128)
	b.Run("frechet", func(b *testing.B) {
		for b.Loop() {
			FrechetDistance(x, y)
		}
	})
	b.Run("kernel and manifolds", func(b *testing.B) {
		for b.Loop() {
			byStyle(x, newManifold(y, usual.most()))
		}
	})
}
