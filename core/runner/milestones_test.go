package runner

import (
	"testing"

	"gander/core"
)

func TestStepsForRoundsUpToWholeSteps(t *testing.T) {
	p := pace{images: 320, dUpdates: 5, macs: 1000}
	for _, c := range []struct {
		currency core.Currency
		amount   float64
		want     int
	}{
		{core.Images, 320, 1}, {core.Images, 321, 2}, {core.Images, 60000, 188},
		{core.Steps, 5000, 1000}, {core.Steps, 1, 1}, {core.MACs, 2500, 3},
		{core.Seconds, 60, 0},
	} {
		if got := p.stepsFor(core.Budget{Currency: c.currency, Amount: c.amount}); got != c.want {
			t.Errorf("%v %s are %d steps, want %d", c.amount, c.currency, got, c.want)
		}
	}
}

// Each milestone is the first step that has its multiple of the amount behind
// it, whatever step one asks from.
func TestMilestonesAreTheFirstStepsBeyondEachMultiple(t *testing.T) {
	for _, amount := range []float64{1, 63, 64, 65, 100, 1000, 20000} {
		m := milestones{core.Budget{Currency: core.Images, Amount: amount}, pace{images: 64}}
		for step := 0; step < 400; step++ {
			next := m.next(step)
			if next <= step {
				t.Fatalf("every %v: next after %d is %d", amount, step, next)
			}
			for s := step + 1; s <= next; s++ {
				crossed := int(float64(s*64)/amount) > int(float64((s-1)*64)/amount)
				if m.at(s) != crossed {
					t.Fatalf("every %v images of 64 a step: step %d is a milestone: %v, want %v", amount, s, m.at(s), crossed)
				}
				if crossed && s < next {
					t.Fatalf("every %v: next after %d is %d, but %d comes first", amount, step, next, s)
				}
			}
		}
	}
}

func TestNoMilestonesWithoutAnAmount(t *testing.T) {
	m := milestones{core.Budget{Currency: core.Images}, pace{images: 64}}
	if got := m.next(7); got != 0 || m.at(8) {
		t.Errorf("next is %d, at(8) %v; want none", got, m.at(8))
	}
}
