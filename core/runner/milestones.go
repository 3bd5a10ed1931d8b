package runner

import (
	"math"

	"gander/core"
)

// pace is what one step of a learner amounts to in each currency.
type pace struct {
	images, dUpdates int
	macs             int64
}

// perStep is how much of a currency one step is worth; 0 for seconds, which no
// step count foretells.
func (p pace) perStep(c core.Currency) float64 {
	return core.Progress{DUpdates: int64(p.dUpdates), Images: int64(p.images), MACs: p.macs}.In(c)
}

// stepsFor is the number of whole steps that a budget pays for, rounded up;
// 0 for a budget of seconds.
func (p pace) stepsFor(b core.Budget) int {
	per := p.perStep(b.Currency)
	if per == 0 {
		return 0
	}
	return int(math.Ceil(b.Amount / per))
}

// milestones tells at which steps a run pauses for something that happens
// every so much of a currency.
type milestones struct {
	every core.Budget
	pace  pace
}

// next is the first milestone after step, or 0 if there is none. The k-th lies
// at the first whole step that has k times the amount behind it.
func (m milestones) next(step int) int {
	per := m.pace.perStep(m.every.Currency)
	if m.every.Amount <= 0 || per == 0 {
		return 0
	}
	for k := math.Floor(float64(step)*per/m.every.Amount) + 1; ; k++ {
		if at := int(math.Ceil(k * m.every.Amount / per)); at > step {
			return at
		}
	}
}

// at tells whether step is a milestone.
func (m milestones) at(step int) bool { return step > 0 && m.next(step-1) == step }

// earliest is the smallest of steps that is not 0; 0 if all are.
func earliest(steps ...int) int {
	first := 0
	for _, s := range steps {
		if s > 0 && (first == 0 || s < first) {
			first = s
		}
	}
	return first
}
