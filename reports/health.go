package reports

import (
	"fmt"

	"gander/core/eval"
)

// Health is what ails the run's training, see eval.Health.
func (r Run) Health() []eval.Flag { return eval.Health(r.Points, r.Scores) }

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
