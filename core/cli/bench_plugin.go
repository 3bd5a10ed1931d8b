package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gander/core/bench"
	"gander/plugins/builtin"
	"gander/plugins/host"
)

// pluginBench is what `gander bench plugin --json` prints.
type pluginBench struct {
	Starts []bench.StartTime `json:"starts"`
	Wire   []bench.WireCost  `json:"wire"`
}

func (a *app) benchPluginCommand(f *benchFlags) *cobra.Command {
	var starts, rounds int
	c := a.jsonFlag(&cobra.Command{
		Use: "plugin", Short: "Measure what it costs that variants are processes: their start, and their reports",
		Long: "Measure what it costs that variants are processes: how long the built-in ones take from\nthe start of the process to the handshake and to the first answer, and which part of a\ntraining's time passes outside of its steps. The same steps are done in this process, in\nturn. --workload chooses other trainings than the default, which are the one with the\nshortest steps and one of images.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.benchPlugin(c.Context(), *f, starts, rounds) },
	})
	c.Flags().IntVar(&starts, "starts", 20, "how often each variant is started")
	c.Flags().IntVar(&rounds, "rounds", 9, "how often each training takes its turn")
	return c
}

func (a *app) benchPlugin(ctx context.Context, f benchFlags, starts, rounds int) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	if starts < 1 || rounds < 1 {
		return usage("--starts %d --rounds %d: want at least one of each", starts, rounds)
	}
	l := &host.Launcher{Catalog: builtIns()}
	defer func() { err = errors.Join(err, l.Close()) }()
	var all pluginBench
	for _, name := range builtin.Names() {
		fmt.Fprintf(a.Stderr, "%s: %d starts\n", name, starts)
		t, err := startTimes(ctx, l, name, starts)
		if err != nil {
			return fmt.Errorf("start %s: %w", name, err)
		}
		all.Starts = append(all.Starts, t)
	}
	threads := f.complete().threads[0]
	for _, w := range f.wired() {
		fmt.Fprintf(a.Stderr, "%s: %s\n", w.Name, w.Summary)
		c, err := wireCost(ctx, l, w, threads, rounds)
		if err != nil {
			return fmt.Errorf("train %s: %w", w.Name, err)
		}
		all.Wire = append(all.Wire, c)
	}
	return a.printPluginBench(all)
}

// builtIns is a catalog of the built-in variants alone.
func builtIns() *host.Catalog {
	var c host.Catalog
	for _, name := range builtin.Names() {
		c.Plugins = append(c.Plugins, host.Plugin{Name: name, Source: host.FromBuiltIn})
	}
	return &c
}

// wired are the trainings to measure: those that were asked for, or the one with
// the shortest steps and one of images.
func (f benchFlags) wired() []bench.Workload {
	if len(f.workloads) == 0 {
		images, _ := bench.Find("vanilla32")
		return []bench.Workload{bench.Points, images}
	}
	var all []bench.Workload
	for _, name := range f.workloads {
		w, _ := bench.Find(name)
		all = append(all, w)
	}
	return all
}

// startTimes starts a variant n times, one after the other.
func startTimes(ctx context.Context, l *host.Launcher, name string, n int) (bench.StartTime, error) {
	var handshake, ready []float64
	for range n + 1 {
		began := time.Now()
		p, err := l.Launch(ctx, name, host.Options{})
		if err != nil {
			return bench.StartTime{}, err
		}
		ready = append(ready, time.Since(began).Seconds())
		handshake = append(handshake, p.Handshake().Seconds())
		if err := p.Close(); err != nil {
			return bench.StartTime{}, err
		}
	}
	// The first one has the program read from the disk, and hashed.
	return bench.StartTime{Variant: name, Starts: n, Handshake: bench.SpreadOf(handshake[1:]), Ready: bench.SpreadOf(ready[1:])}, nil
}

func wireCost(ctx context.Context, l *host.Launcher, w bench.Workload, threads, rounds int) (bench.WireCost, error) {
	start := func(ctx context.Context, folder string) (bench.Process, error) {
		return l.Launch(ctx, w.Variant, host.Options{Threads: threads, Dir: folder})
	}
	return bench.Wire(ctx, w, builtin.Variant(w.Variant), start, threads, rounds)
}

func (a *app) printPluginBench(all pluginBench) error {
	if a.json {
		return a.printJSON(all)
	}
	var rows [][]string
	for _, s := range all.Starts {
		rows = append(rows, []string{s.Variant, strconv.Itoa(s.Starts), ms(s.Handshake.Median), ms(s.Handshake.P95), ms(s.Ready.Median), ms(s.Ready.P95)})
	}
	if err := a.print(nil, []string{"VARIANT", "STARTS", "HANDSHAKE", "P95", "READY", "P95"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout)
	rows = nil
	for _, c := range all.Wire {
		rows = append(rows, []string{c.Workload, strconv.Itoa(c.Threads), fmt.Sprintf("%d × %d", c.Rounds, c.Steps), fmt.Sprintf("%.3f ms", 1e3*c.StepS),
			fmt.Sprintf("%.0f µs", 1e6*c.ReportS), percent(c.Share), percent(c.Slower)})
	}
	return a.print(nil, []string{"TRAINING", "THREADS", "STEPS", "STEP", "A REPORT", "OUTSIDE OF STEPS", "SLOWER THAN IN ONE PROCESS"}, rows)
}

func ms(seconds float64) string { return fmt.Sprintf("%.0f ms", 1e3*seconds) }

// percent writes a share with its interval.
func percent(i bench.Interval) string {
	return fmt.Sprintf("%.2f %% (%.2f to %.2f)", 100*i.Median, 100*i.Low, 100*i.High)
}
