package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/sqlite"
)

func (a *app) runsCommand() *cobra.Command {
	var experiment string
	list := a.jsonFlag(&cobra.Command{
		Use: "list", Short: "List runs with their status", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.listRuns(c.Context(), experiment) },
	})
	list.Flags().StringVar(&experiment, "experiment", "", "list the runs of this experiment alone")
	show := a.jsonFlag(&cobra.Command{
		Use: "show RUN", Short: "Show all that is known of a run", Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error { return a.showRun(c.Context(), args[0]) },
	})
	var yes bool
	remove := &cobra.Command{
		Use: "rm RUN…", Short: "Remove runs with their files", Args: atLeast(1),
		RunE: func(c *cobra.Command, args []string) error { return a.removeRuns(c.Context(), args, yes) },
	}
	remove.Flags().BoolVar(&yes, "yes", false, "remove without asking")
	return group("runs", "List, show and remove runs", list, show, remove)
}

// reader opens the store to read.
func (a *app) reader() (core.Reader, error) {
	r, err := sqlite.OpenReader(a.results)
	if err != nil {
		return nil, withHint(err, "gander run SPEC makes a store; --results DIR names another one")
	}
	return r, nil
}

func (a *app) listRuns(ctx context.Context, experiment string) error {
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	runs, err := store.Runs(ctx, core.RunFilter{Experiment: experiment})
	if err != nil {
		return err
	}
	rows := make([][]string, len(runs))
	for i, r := range runs {
		rows[i] = []string{r.ID[:8], r.Experiment, r.Label, strings.Join(r.Datasets, "+"), fmt.Sprint(r.Seed),
			string(r.Status), fmt.Sprint(r.Progress.Step), count(r.Progress.Images), seconds(r.Progress.Seconds), r.Reason}
	}
	return a.print(nonNil(runs), []string{"RUN", "EXPERIMENT", "LABEL", "DATASET", "SEED", "STATUS", "STEP", "IMAGES", "TRAINING", "REASON"}, rows)
}

// details is what `runs show` prints of a run.
type details struct {
	core.Run
	Attempts    []core.Attempt    `json:"attempts"`
	Scores      []core.Score      `json:"scores"`
	Checkpoints []core.Checkpoint `json:"checkpoints"`
	Artifacts   []core.Artifact   `json:"artifacts"`
}

func (a *app) showRun(ctx context.Context, id string) error {
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	run, err := oneRun(ctx, store, id)
	if err != nil {
		return err
	}
	d := details{Run: run}
	if d.Attempts, err = store.Attempts(ctx, run.ID); err != nil {
		return err
	}
	if d.Scores, err = store.Scores(ctx, run.ID); err != nil {
		return err
	}
	if d.Checkpoints, err = store.Checkpoints(ctx, run.ID); err != nil {
		return err
	}
	if d.Artifacts, err = store.Artifacts(ctx, run.ID); err != nil {
		return err
	}
	return a.print(d, []string{"WHAT", "VALUE"}, d.rows())
}

func (d details) rows() [][]string {
	rows := [][]string{
		{"run", d.ID}, {"title", title(d.Run)}, {"experiment", d.Experiment}, {"status", outcome(d.Run)},
		{"step", fmt.Sprint(d.Progress.Step)}, {"images", count(d.Progress.Images)}, {"folder", d.Dir},
		{"parameters", fmt.Sprintf("generator %s, discriminator %s", count(d.Info.GeneratorParams), count(d.Info.DiscriminatorParams))},
	}
	for _, line := range d.LogTail {
		rows = append(rows, []string{"log", line})
	}
	for _, t := range d.Attempts {
		rows = append(rows, []string{fmt.Sprintf("attempt %d", t.Number),
			fmt.Sprintf("from step %d: %s; %s %s, %s, %s; contained by %s", t.FromStep, t.Status, t.Binary, t.VariantVersion, allowed(t), t.Machine, t.Containment)})
	}
	for _, s := range d.Scores {
		rows = append(rows, []string{fmt.Sprintf("step %d", s.Step), fmt.Sprintf("%s = %.6g", s.Identity, s.Value)})
	}
	for _, f := range d.Artifacts {
		rows = append(rows, []string{f.Kind, f.Path})
	}
	return rows
}

// allowed says what an attempt might take of the machine.
func allowed(t core.Attempt) string {
	text := fmt.Sprintf("%d threads", t.Threads)
	if t.Limits.Threads > 0 {
		text += fmt.Sprintf(" of at most %d", t.Limits.Threads)
	}
	if t.Limits.Memory > 0 {
		text += fmt.Sprintf(", %.2f GB at most", float64(t.Limits.Memory)/1e9)
	}
	return text
}

// oneRun finds the run whose ID begins with id.
func oneRun(ctx context.Context, store core.Reader, id string) (core.Run, error) {
	runs, err := store.Runs(ctx, core.RunFilter{IDs: []string{id}})
	switch {
	case err != nil:
		return core.Run{}, err
	case len(runs) == 0:
		return core.Run{}, withHint(usage("no run begins with %q", id), "gander runs list shows the runs")
	case len(runs) > 1:
		return core.Run{}, usage("%d runs begin with %q; give more of the ID", len(runs), id)
	}
	return runs[0], nil
}

func (a *app) removeRuns(ctx context.Context, ids []string, yes bool) error {
	store, err := sqlite.Open(a.results)
	if err != nil {
		return err
	}
	defer store.Close()
	var runs []core.Run
	for _, id := range ids {
		run, err := oneRun(ctx, store, id)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	if !yes && !a.confirmed(runs) {
		return usage("nothing removed; answer yes, or give --yes")
	}
	for _, run := range runs {
		if err := store.RemoveRun(ctx, run.ID); err != nil {
			return fmt.Errorf("remove run %s: %w", run.ID[:8], err)
		}
		if err := os.RemoveAll(filepath.Join(a.results, filepath.FromSlash(run.Dir))); err != nil {
			return fmt.Errorf("remove the files of run %s: %w", run.ID[:8], err)
		}
		fmt.Fprintf(a.Stdout, "removed %s, %s\n", run.ID[:8], title(run))
	}
	return nil
}

// confirmed asks before files are removed. No terminal, no answer, no removal.
func (a *app) confirmed(runs []core.Run) bool {
	for _, run := range runs {
		fmt.Fprintf(a.Stderr, "%s  %s\n", run.ID[:8], title(run))
	}
	fmt.Fprint(a.Stderr, "remove these runs and their files? (yes/no) ")
	answer, _ := bufio.NewReader(a.Stdin).ReadString('\n') // no answer is no
	return strings.TrimSpace(answer) == "yes"
}

// nonNil keeps an empty list from becoming null in JSON.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
