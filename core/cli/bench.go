package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gander/core/bench"
	"gander/core/nn/kernel"
	"gander/core/spec"
	"gander/plugins/builtin"
)

// benchFlags say what to measure.
type benchFlags struct {
	workloads []string
	threads   []int
	isas      []string
	steps     int
	detail    bool
	began     int64 // of a measuring process, in nanoseconds of Unix time
}

func (a *app) benchCommand() *cobra.Command {
	var f benchFlags
	c := a.jsonFlag(&cobra.Command{
		Use: "bench", Short: "Measure how fast this machine trains",
		Long: "Measure how fast this machine trains: the built-in variants' own training steps, on\nsynthetic data, each workload in a process of its own.",
		Args: noOtherCommand,
		RunE: func(c *cobra.Command, _ []string) error { return a.bench(c.Context(), f) },
	})
	flags := c.PersistentFlags()
	flags.StringSliceVar(&f.workloads, "workload", nil, "workloads to measure: "+strings.Join(comparedNames(), ", ")+" (default), "+strings.Join(otherNames(), ", "))
	flags.IntSliceVar(&f.threads, "threads", nil, "numbers of threads, whose steps take turns (default all, or GANDER_THREADS)")
	flags.StringSliceVar(&f.isas, "isa", nil, "instruction sets: "+strings.Join(kernel.ISAs(), ", ")+" (default the fastest, or GANDER_ISA)")
	flags.IntVar(&f.steps, "steps", 5, "timed steps of each")
	flags.BoolVar(&f.detail, "detail", false, "list where the time goes for each operator and shape")
	measure := &cobra.Command{
		Use: "measure", Hidden: true, Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return a.measure(f) },
	}
	measure.Flags().Int64Var(&f.began, "began", 0, "when the process was started, in nanoseconds of Unix time")
	c.AddCommand(measure, a.bitsCommand(&f), a.opsCommand(&f), a.benchPluginCommand(&f))
	return c
}

func comparedNames() (names []string) {
	for _, w := range bench.Workloads {
		if w.Compared {
			names = append(names, w.Name)
		}
	}
	return names
}

func otherNames() (names []string) {
	for _, w := range bench.Workloads {
		if !w.Compared {
			names = append(names, w.Name)
		}
	}
	return names
}

// named are the workloads that were asked for.
func (f benchFlags) named() []string {
	if len(f.workloads) == 0 {
		return comparedNames()
	}
	return f.workloads
}

// complete takes what this process would compute with where nothing was asked
// for. It opens the device, which other commands need not.
func (f benchFlags) complete() benchFlags {
	if len(f.threads) == 0 {
		f.threads = []int{kernel.Threads()}
	}
	if len(f.isas) == 0 {
		f.isas = []string{kernel.ISA()}
	}
	return f
}

// check refuses what is not there, all of it at once.
func (f benchFlags) check() error {
	var problems []string
	for _, name := range f.workloads {
		if _, ok := bench.Find(name); !ok {
			problems = append(problems, noWorkload(name))
		}
	}
	for _, isa := range f.isas {
		if !slices.Contains(kernel.ISAs(), isa) {
			problems = append(problems, fmt.Sprintf("no instruction set %q on this processor, which has %s", isa, strings.Join(kernel.ISAs(), ", ")))
		}
	}
	for _, n := range f.threads {
		if n < 1 {
			problems = append(problems, fmt.Sprintf("%d threads; at least one computes", n))
		}
	}
	if f.steps < 1 {
		problems = append(problems, fmt.Sprintf("--steps %d; at least one is timed", f.steps))
	}
	if problems != nil {
		return usage("%s", strings.Join(problems, "\n        "))
	}
	return nil
}

func noWorkload(name string) string {
	all := append(comparedNames(), otherNames()...)
	if near := spec.Nearest(name, all); near != "" {
		return fmt.Sprintf("no workload %q; did you mean %s?", name, near)
	}
	return fmt.Sprintf("no workload %q; there are %s", name, strings.Join(all, ", "))
}

// bench measures every workload and instruction set in a process of its own, so
// that memory and the time to start are those of that workload.
func (a *app) bench(ctx context.Context, f benchFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	f = f.complete()
	var all []bench.Measurement
	for _, name := range f.named() {
		for _, isa := range f.isas {
			w, _ := bench.Find(name)
			fmt.Fprintf(a.Stderr, "%s on %s: %s\n", name, isa, w.Summary)
			m, err := a.measureApart(ctx, name, isa, f)
			if err != nil {
				return fmt.Errorf("bench %s on %s: %w", name, isa, err)
			}
			all = append(all, m...)
		}
	}
	return a.printBench(all, f.detail)
}

// measureApart runs `gander bench measure` and reads what it prints.
func (a *app) measureApart(ctx context.Context, workload, isa string, f benchFlags) ([]bench.Measurement, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var threads []string
	for _, n := range f.threads {
		threads = append(threads, strconv.Itoa(n))
	}
	c := exec.CommandContext(ctx, self, "bench", "measure", "--workload", workload, "--isa", isa,
		"--threads", strings.Join(threads, ","), "--steps", strconv.Itoa(f.steps), "--detail="+strconv.FormatBool(f.detail))
	c.Env = append(os.Environ(), "GANDER_ISA="+isa)
	c.Stderr = a.Stderr
	c.Args = append(c.Args, "--began", strconv.FormatInt(time.Now().UnixNano(), 10))
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	var m []bench.Measurement
	return m, json.Unmarshal(out, &m)
}

// measure is the process that measures one workload.
func (a *app) measure(f benchFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if len(f.workloads) != 1 {
		return usage("measure takes one workload")
	}
	f = f.complete()
	w, _ := bench.Find(f.workloads[0])
	m, err := bench.Measure(w, builtin.Variant(w.Variant), bench.Plan{Threads: f.threads, Steps: f.steps, Began: time.Unix(0, f.began), Detail: f.detail})
	if err != nil {
		return err
	}
	return a.printJSON(m)
}
