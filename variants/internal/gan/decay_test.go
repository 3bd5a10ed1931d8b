package gan_test

import (
	"math"
	"testing"

	"gander/variants/internal/gan"
)

// The authors of CycleGAN lower the rate once an epoch, to lr·(1 − max(0, e + 1 − 100)/101)
// at epoch e of 200. Here it falls from step to step, and meets theirs within an
// epoch.
func TestRateAtEpoch(t *testing.T) {
	const lr, perEpoch = 2e-4, 1000
	rate := gan.Decay(lr, 0.5, 200*perEpoch)
	for e := range 200 {
		want := lr * (1 - max(0, float64(e+1-100))/101)
		if got := rate(uint64(e) * perEpoch); math.Abs(got-want) > lr/100 {
			t.Errorf("epoch %d: rate %v, the authors have %v", e, got, want)
		}
	}
	for e, want := range map[int]float64{0: lr, 100: lr, 150: lr / 2, 175: lr / 4, 200: 0} {
		if got := rate(uint64(e) * perEpoch); math.Abs(got-want) > 1e-12 {
			t.Errorf("epoch %d: rate %v, want %v", e, got, want)
		}
	}
}
