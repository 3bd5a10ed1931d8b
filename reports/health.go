package reports

import (
	"fmt"
	"slices"

	"gander/core/eval"
)

// Health is what ails the run's training, see eval.Health: as the store
// remembers it, or found anew.
func (r Run) Health() []eval.Flag {
	if r.examined {
		return r.flags
	}
	return eval.Health(r.Points, r.Scores)
}

// An Alarm is a flag of one run.
type Alarm struct {
	Run  Run
	Flag eval.Flag
}

// String names the run, the ailment and the step.
func (a Alarm) String() string {
	return fmt.Sprintf("%s on %s, seed %d: %s from step %d: %s",
		a.Run.Label, a.Run.Judge(), a.Run.Seed, a.Flag.Ailment, a.Flag.Step, a.Flag.Detail)
}

// Alarms are the flags of all runs.
func (c *Comparison) Alarms() []Alarm {
	var alarms []Alarm
	for _, r := range c.Runs() {
		for _, f := range r.Health() {
			alarms = append(alarms, Alarm{r, f})
		}
	}
	return alarms
}

// Unexamined are the runs of whose ailments the store does not know.
func (c *Comparison) Unexamined() []Run {
	return slices.DeleteFunc(c.Runs(), func(r Run) bool { return r.examined })
}
