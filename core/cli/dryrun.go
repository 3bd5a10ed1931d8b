package cli

import (
	"context"
	"fmt"
	"strings"

	"gander/core"
	"gander/core/runner"
)

// dryRun rehearses each entry once and prints what all of its runs would cost.
func (a *app) dryRun(ctx context.Context, r *runner.Runner, e core.Experiment, runs []core.Run) error {
	var estimates []runner.Estimate
	var rows [][]string
	var total float64
	for _, run := range runs[:len(e.Entries)] { // the first seed of each entry
		est, err := r.Rehearse(ctx, e, run)
		if err != nil {
			return fmt.Errorf("rehearse %s: %w", title(run), err)
		}
		estimates = append(estimates, est)
		rows = append(rows, estimateRow(est, len(e.Seeds)))
		total += est.Seconds * float64(len(e.Seeds))
	}
	if a.json {
		return a.printJSON(estimates)
	}
	heads := []string{"LABEL", "DATASET", "SEEDS", "STEPS", "MULTIPLY-ADDS", "PARAMETERS", "MEMORY", "DISK", "TIME A RUN", "PARAMS"}
	if err := a.print(estimates, heads, rows); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "\n%d runs, %d at once: about %s of training; nothing was run or written\n",
		len(runs), r.Lanes, seconds(total/float64(r.Lanes)))
	return nil
}

func estimateRow(est runner.Estimate, seeds int) []string {
	run := est.Run
	return []string{
		run.Label, strings.Join(run.Datasets, "+"), fmt.Sprint(seeds), fmt.Sprint(est.Steps), count(est.MACs),
		count(run.Info.GeneratorParams + run.Info.DiscriminatorParams), megabytes(est.MaxRSS),
		megabytes(est.Disk), seconds(est.Seconds), values(run.Params),
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
