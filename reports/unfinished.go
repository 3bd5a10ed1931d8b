package reports

import (
	"slices"

	"gander/core"
)

// Tally counts runs by status in the order of a run's life.
func (c *Comparison) Tally() []StatusCount {
	order := []core.RunStatus{
		core.Done, core.Running, core.Planned, core.Stopped, core.Diverged,
		core.Rejected, core.Failed, core.Crashed, core.Hung,
	}
	counts := map[core.RunStatus]int{}
	for _, r := range c.Runs() {
		counts[r.Status]++
	}
	var tally []StatusCount
	for _, s := range order {
		if counts[s] > 0 {
			tally = append(tally, StatusCount{s, counts[s]})
		}
	}
	return tally
}

// A StatusCount is how many runs have a status.
type StatusCount struct {
	Status core.RunStatus `json:"status"`
	Runs   int            `json:"runs"`
}

// Broken lists the runs that ended without a result and were not stopped by
// hand.
func (c *Comparison) Broken() []Run {
	return slices.DeleteFunc(c.Runs(), func(r Run) bool { return !r.Broken() })
}

// Unfinished lists the runs without a result.
func (c *Comparison) Unfinished() []Run {
	return slices.DeleteFunc(c.Runs(), func(r Run) bool { return r.Status == core.Done })
}
