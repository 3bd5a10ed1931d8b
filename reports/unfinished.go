package reports

import "gander/core"

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

// Unfinished lists the runs without a result.
func (c *Comparison) Unfinished() []Run {
	var all []Run
	for _, r := range c.Runs() {
		if r.Status != core.Done {
			all = append(all, r)
		}
	}
	return all
}
