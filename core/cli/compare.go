package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gander/core"
	"gander/core/spec"
	"gander/reports"
)

// compareFlags are the flags of `gander compare`.
type compareFlags struct {
	format string
	all    bool
	where  []string
	sort   string
}

const compareHelp = `Compares runs of the store: all of an experiment, or any of several.

A name is that of an experiment, or the beginning of a run's ID (gander runs list
shows both); without one it is the experiment that changed last.

--where keeps the runs that meet all conditions, joined by "and" or given one by
one: NAME=VALUE,… NAME!=VALUE,… NAME<VALUE <= > >= and NAME~TEXT for what contains
a text. NAME is experiment, label, variant, dataset, seed, status, run, step,
images or seconds, a parameter, or a score at the end of training; "param." and
"score." before it tell a parameter from a score of one name. * in a value stands
for anything; a value with a blank or a comma goes into double quotes.

Labels with scores of different identity, or on different data, are never ranked
against each other; gander says which and why. Runs that failed count as the
worst.`

const compareExamples = `  gander compare
  gander compare quickstart sweep --where 'dataset=ring and seed<=3' --sort hq
  gander compare --where 'label=wgan-*,vanilla' --where 'lr_g>=1e-4' --format csv
  gander compare 3f9a 77c0 --all`

func (a *app) compareCommand() *cobra.Command {
	var flags compareFlags
	c := a.jsonFlag(&cobra.Command{
		Use: "compare [EXPERIMENT|RUN…]", Short: "Compare runs of any experiments, by default of the latest",
		Long: compareHelp, Example: compareExamples,
		RunE: func(c *cobra.Command, args []string) error {
			if a.json {
				flags.format = "json"
			}
			return a.compare(c.Context(), args, flags)
		},
	})
	c.Flags().StringVar(&flags.format, "format", "text", "text, markdown, csv or json")
	c.Flags().BoolVar(&flags.all, "all", false, "show every score, every rule of reporting and the best of k tries; csv and json always do")
	c.Flags().StringArrayVar(&flags.where, "where", nil, "keep the runs that meet a condition, as 'label=wgan-* and seed<=3'")
	c.Flags().StringVar(&flags.sort, "sort", "", "sort by a score (the best first), or by "+strings.Join(reports.SortFields, ", ")+"; -NAME reverses")
	return c
}

func (a *app) compare(ctx context.Context, names []string, flags compareFlags) error {
	write, ok := map[string]func(*reports.Comparison) error{
		"text":     a.printComparison,
		"markdown": func(c *reports.Comparison) error { return c.Markdown(a.Stdout) },
		"csv":      func(c *reports.Comparison) error { return c.CSV(a.Stdout) },
		"json":     func(c *reports.Comparison) error { return c.JSON(a.Stdout) },
	}[flags.format]
	if !ok {
		return usage("--format %s: want text, markdown, csv or json", flags.format)
	}
	selection := reports.Selection{Names: names, By: flags.sort}
	for _, text := range flags.where {
		filter, err := reports.ParseFilter(text)
		if err != nil {
			return withHint(usage("--where %w", err), "a condition is NAME=VALUE, as in --where 'label=wgan-* and seed<=3'; gander compare --help lists the names")
		}
		selection.Where = append(selection.Where, filter...)
	}
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := reports.Select(ctx, store, selection)
	if err != nil {
		return a.selectionRefused(err)
	}
	c.All = flags.all
	return write(c)
}

// selectionRefused adds what to do about a selection that cannot be met.
func (a *app) selectionRefused(err error) error {
	var unknown *reports.UnknownName
	var mixed *reports.Mixed
	var bad *reports.BadCondition
	switch {
	case errors.As(err, &bad):
		return withHint(usage("--where %w", err), "gander compare --help lists what can be compared how")
	case errors.As(err, &unknown):
		return withHint(usage("%w in %s", err, a.results), "%s", suggestion(unknown))
	case errors.As(err, &mixed):
		return withHint(usage("%w", err), "choose by --where the labels whose scores can be compared")
	case errors.Is(err, reports.ErrNothing):
		return withHint(usage("%w", err), "gander runs list shows what there is; gander run SPEC makes more")
	}
	return err
}

// suggestion says which name was meant, or which there are.
func suggestion(e *reports.UnknownName) string {
	if near := spec.Nearest(e.Name, e.Known); near != "" {
		return "did you mean " + near + "?"
	}
	const most = 25
	known := e.Known
	more := ""
	if len(known) > most {
		known, more = known[:most], ", …"
	}
	return "there are " + strings.Join(known, ", ") + more
}

// gathered opens the store to read, gathers an experiment and has it used.
func (a *app) gathered(ctx context.Context, experiment string, use func(*reports.Comparison) error) error {
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.gather(ctx, store, experiment)
	if err != nil {
		return err
	}
	return use(c)
}

// gather reads an experiment, the latest if no name is given.
func (a *app) gather(ctx context.Context, store core.Reader, experiment string) (*reports.Comparison, error) {
	if experiment == "" {
		all, err := store.Experiments(ctx)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			return nil, withHint(usage("%s has no experiment yet", a.results), "gander run SPEC makes one")
		}
		experiment = all[0].Name
	}
	c, err := reports.Gather(ctx, store, experiment, a.results)
	if errors.Is(err, core.ErrNotFound) {
		return nil, a.noExperiment(ctx, store, experiment)
	}
	return c, err
}

// noExperiment names the nearest one that there is.
func (a *app) noExperiment(ctx context.Context, store core.Reader, name string) error {
	all, err := store.Experiments(ctx)
	if err != nil {
		return err
	}
	unknown := &reports.UnknownName{What: "experiment", Name: name}
	for _, e := range all {
		unknown.Known = append(unknown.Known, e.Name)
	}
	return a.selectionRefused(unknown)
}

// printComparison writes the table as wide as the terminal, in colour if there
// is one.
func (a *app) printComparison(c *reports.Comparison) error {
	if !a.isTerminal(a.Stdout) {
		return c.Text(a.Stdout, reports.TextStyle{})
	}
	var style reports.TextStyle
	if a.Getenv("NO_COLOR") == "" {
		style = coloured
	}
	if width, _, err := term.GetSize(int(a.Stdout.(*os.File).Fd())); err == nil {
		style.Width = width
	}
	// The writer degrades colours to what the terminal can show.
	return c.Text(colorprofile.NewWriter(a.Stdout, os.Environ()), style)
}

// coloured marks what matters in a comparison with the sixteen colours that
// follow the terminal's own theme.
var coloured = reports.TextStyle{
	Title:    painter(lipgloss.NewStyle().Bold(true)),
	Best:     painter(lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Green)),
	Faint:    painter(lipgloss.NewStyle().Faint(true)),
	Alarming: painter(lipgloss.NewStyle().Foreground(lipgloss.Red)),
}

func painter(s lipgloss.Style) func(string) string {
	return func(text string) string { return s.Render(text) }
}

func (a *app) reportCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use: "report EXPERIMENT", Short: "Write figures, tables and the HTML page of an experiment", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error { return a.writeReport(c.Context(), first(args), out) },
	}
	c.Flags().StringVarP(&out, "output", "o", "", "folder to write into (default RESULTS/EXPERIMENT/report)")
	return c
}

func (a *app) writeReport(ctx context.Context, experiment, out string) error {
	return a.gathered(ctx, experiment, func(c *reports.Comparison) error {
		name := c.Experiment.Name
		page, err := c.Write(orElse(out, a.reportDir(name)))
		if err != nil {
			return fmt.Errorf("write report of %s: %w", name, err)
		}
		fmt.Fprintln(a.Stdout, page)
		return nil
	})
}

func (a *app) reportDir(experiment string) string {
	return filepath.Join(a.results, experiment, "report")
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
