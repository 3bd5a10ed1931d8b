package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/nn/kernel"
	"gander/core/runner"
	"gander/core/spec"
	"gander/core/sqlite"
	"gander/plugins/host"
	"gander/reports"
)

// runFlags are the flags of `gander run`.
type runFlags struct {
	specFlags
	parallel int
	dryRun   bool
	stall    time.Duration
	noReport bool
}

func (a *app) runCommand() *cobra.Command {
	var flags runFlags
	c := flags.add(a.jsonFlag(&cobra.Command{
		Use:   "run SPEC",
		Short: "Train, score and compare what a spec asks for",
		Long:  "Runs what is new, goes on with what is unfinished, skips what is done; then prints\nthe comparison and the path of the report.\n\nCtrl-C saves the runs in the air and stops; a second one stops at once.",
		Args:  exactly(1),
		RunE:  func(c *cobra.Command, args []string) error { return a.run(c.Context(), args[0], flags) },
	}))
	c.Flags().IntVar(&flags.parallel, "parallel", 0, "how many runs at once (default: one a core)")
	c.Flags().DurationVar(&flags.stall, "stall-after", stallAfter, "how long a plugin may give no sign of life, be it a report or an answer,\nbefore it counts as hung and is ended")
	c.Flags().BoolVar(&flags.noReport, "no-report", false, "draw no report at the end; gander report draws it later")
	c.Flags().BoolVar(&flags.dryRun, "dry-run", false, "print what would run and what it would cost, and run nothing")
	return c
}

// run is the way of the data: from the spec to the report.
func (a *app) run(ctx context.Context, path string, flags runFlags) error {
	if flags.stall <= 0 {
		return usage("--stall-after %v: want a duration above 0, such as 10m", flags.stall)
	}
	exp, world, err := a.load(ctx, path, flags.specFlags)
	if err != nil {
		return err
	}
	prepared, err := a.prepare(ctx, exp)
	if err != nil {
		return err
	}
	defer prepared.close()
	a.warnOfLimits(exp)
	runs := runner.Plan(exp, prepared.data, world.known.Variants, spec.Canonical)
	r := a.newRunner(world, prepared, len(runs), flags)
	if flags.dryRun {
		return a.dryRun(ctx, r, exp, runs)
	}
	if err := a.appoint(ctx, prepared, exp); err != nil {
		return err
	}
	store, err := sqlite.Open(a.results)
	if err != nil {
		return err
	}
	defer store.Close()
	r.Store = store
	ended, signal, err := a.carryOut(ctx, r, exp, runs)
	if err != nil {
		return err
	}
	comparison, err := a.conclude(ctx, store, exp, flags.noReport)
	if err != nil {
		return err
	}
	return verdict(signal, ended, comparison)
}

// newRunner divides the machine between the runs in the air.
func (a *app) newRunner(w world, p *preparedData, runs int, flags runFlags) *runner.Runner {
	cores, parallel := runtime.GOMAXPROCS(0), flags.parallel
	if parallel <= 0 {
		parallel = cores
	}
	parallel = min(parallel, max(1, runs))
	return &runner.Runner{
		Launcher: launcher{&host.Launcher{Catalog: w.catalog, Uncontained: a.uncontained}, flags.stall},
		Results:  a.results,
		Data:     p.data,
		Lanes:    parallel,
		Threads:  max(1, cores/parallel),
		Explain:  explain,
		Now:      time.Now,
		About: core.Attempt{
			GanderVersion: Version + revision(),
			Machine:       fmt.Sprintf("%s, %d cores, %s/%s", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH),
			Device:        kernel.CPU().Name(),
			Containment:   host.Containment(a.uncontained),
		},
	}
}

// warnOfLimits tells which limits of a spec hold nobody on this system.
func (a *app) warnOfLimits(e core.Experiment) {
	all := e.Limits
	for _, entry := range e.Entries {
		all.Memory, all.Threads = max(all.Memory, entry.Limits.Memory), max(all.Threads, entry.Limits.Threads)
	}
	if keys := host.Unenforced(all); len(keys) > 0 {
		fmt.Fprintf(a.Stderr, "not enforced on %s: %s\n", runtime.GOOS, strings.Join(keys, ", "))
	}
}

// carryOut runs the runs and shows them. The signal is the one that stopped
// them, nil if none did.
func (a *app) carryOut(ctx context.Context, r *runner.Runner, e core.Experiment, runs []core.Run) ([]core.Run, os.Signal, error) {
	show := a.newObserver(len(runs))
	r.Observer = show
	defer a.claim()()
	ctx, kill := context.WithCancel(ctx)
	defer kill()
	stop, done := make(chan struct{}), make(chan struct{})
	var signal os.Signal
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		signal = a.watch(stop, done, kill)
	}()
	ended, err := r.Run(ctx, stop, e, runs)
	close(done)
	<-watched
	show.close()
	return ended, signal, err
}

// watch turns the first signal into a wish to stop, the second into an end. It
// returns the first one.
func (a *app) watch(stop, done chan struct{}, kill func()) os.Signal {
	var signal os.Signal
	for {
		select {
		case <-done:
			return signal
		case s := <-a.Interrupts:
			if signal != nil {
				kill()
				continue
			}
			signal = s
			close(stop)
		}
	}
}

// conclude prints the comparison and, unless noReport, writes the report and says
// where its page is.
func (a *app) conclude(ctx context.Context, store core.Store, e core.Experiment, noReport bool) (*reports.Comparison, error) {
	comparison, err := reports.Gather(ctx, store, e.Name, a.results)
	if err != nil {
		return nil, err
	}
	for _, r := range comparison.Unexamined() {
		if err := store.Examined(ctx, r.ID, r.Health()); err != nil {
			return nil, err
		}
	}
	var page string
	if !noReport {
		if page, err = comparison.Write(a.reportDir(e.Name)); err != nil {
			return nil, fmt.Errorf("write report of %s: %w", e.Name, err)
		}
	}
	if a.json {
		return comparison, comparison.JSON(a.Stdout)
	}
	if err := a.printComparison(comparison); err != nil {
		return nil, err
	}
	if page != "" {
		fmt.Fprintf(a.Stdout, "\nreport: %s\n", page)
	}
	return comparison, nil
}

// verdict turns how the experiment went into the command's exit code.
func verdict(signal os.Signal, ended []core.Run, c *reports.Comparison) error {
	if signal != nil {
		return withHint(stoppedBy(signal), "run the spec again to go on")
	}
	var broken []string
	var last core.Run
	for _, r := range ended {
		if r.Status != core.Done {
			broken, last = append(broken, fmt.Sprintf("%s: %s", title(r), outcome(r))), r
		}
	}
	if len(broken) > 0 {
		err := coded{fmt.Errorf("%d of %d runs did not end well:\n  %s", len(broken), len(ended), strings.Join(broken, "\n  ")), exitSomeFailed}
		return withHint(err, "gander runs show %s shows the end of its plugin's log; all of it is in %s", last.ID[:8], path.Join(last.Dir, "plugin.log"))
	}
	for _, j := range c.Judge() {
		if !j.Met {
			return coded{errors.New(j.String()), exitExpectation}
		}
	}
	return nil
}
