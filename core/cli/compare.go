package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gander/core"
	"gander/reports"
)

func (a *app) compareCommand() *cobra.Command {
	var format string
	var all bool
	c := a.jsonFlag(&cobra.Command{
		Use: "compare [EXPERIMENT]", Short: "Print the comparison of an experiment, by default of the latest", Args: atMostOne,
		RunE: func(c *cobra.Command, args []string) error {
			if a.json {
				format = "json"
			}
			return a.compare(c.Context(), first(args), format, all)
		},
	})
	c.Flags().StringVar(&format, "format", "text", "text, markdown, csv or json")
	c.Flags().BoolVar(&all, "all", false, "show every score, not only the first ones; csv and json always do")
	return c
}

func (a *app) compare(ctx context.Context, experiment, format string, all bool) error {
	write, ok := map[string]func(*reports.Comparison) error{
		"text":     a.printComparison,
		"markdown": func(c *reports.Comparison) error { return c.Markdown(a.Stdout) },
		"csv":      func(c *reports.Comparison) error { return c.CSV(a.Stdout) },
		"json":     func(c *reports.Comparison) error { return c.JSON(a.Stdout) },
	}[format]
	if !ok {
		return usage("--format %s: want text, markdown, csv or json", format)
	}
	return a.gathered(ctx, experiment, func(_ core.Reader, c *reports.Comparison) error {
		c.All = all
		return write(c)
	})
}

// gathered opens the store to read, gathers an experiment and has it used.
func (a *app) gathered(ctx context.Context, experiment string, use func(core.Reader, *reports.Comparison) error) error {
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.gather(ctx, store, experiment)
	if err != nil {
		return err
	}
	return use(store, c)
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
		return nil, withHint(usage("%s has no experiment %q", a.results, experiment), "gander runs list shows the experiments")
	}
	return c, err
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
	return a.gathered(ctx, experiment, func(store core.Reader, c *reports.Comparison) error {
		name := c.Experiment.Name
		page, err := reports.Write(ctx, store, name, a.results, orElse(out, a.reportDir(name)))
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
