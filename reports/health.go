package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gander/core"
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

// Ailing counts the runs that ailed, by ailment in order of their frequency:
// "Training ailed in 3 of 9 runs: collapse in 2, saturation in 1". It is empty
// where none did.
func (c *Comparison) Ailing() string {
	counts, ailing := map[core.Ailment]int{}, 0
	for _, r := range c.Runs() {
		flags := r.Health()
		ailing += min(1, len(flags))
		for _, f := range flags {
			counts[f.Ailment]++
		}
	}
	if ailing == 0 {
		return ""
	}
	names := slices.SortedFunc(maps.Keys(counts), func(a, b core.Ailment) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var list []string
	for _, name := range names {
		list = append(list, fmt.Sprintf("%s in %d", name, counts[name]))
	}
	return fmt.Sprintf("Training ailed in %d of %s: %s", ailing, runCount(len(c.Runs())), strings.Join(list, ", "))
}
