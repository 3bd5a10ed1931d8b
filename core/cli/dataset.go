package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"gander/core/dataset"
	"gander/core/spec"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func (a *app) datasetCommand() *cobra.Command {
	return group("dataset", "List, get, prepare and look at datasets",
		a.datasetListCommand(), a.datasetDescribeCommand(), a.datasetGetCommand(), a.datasetPrepareCommand(),
		a.datasetShowCommand(), a.datasetSheetCommand(), a.datasetExportCommand(), a.datasetVerifyCommand())
}

func (a *app) datasetListCommand() *cobra.Command {
	return a.jsonFlag(&cobra.Command{
		Use: "list", Short: "List the sources of datasets, one a line", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return a.listSources() },
	})
}

// sourceRow is one source as `dataset list --json` prints it.
type sourceRow struct {
	Name    string              `json:"name"`
	Kind    string              `json:"kind"`
	Data    string              `json:"data"` // where it comes from
	Tasks   []variant.Task      `json:"tasks"`
	Summary string              `json:"summary"`
	Licence string              `json:"licence"`
	Options []variant.ParamSpec `json:"options"`
}

func (a *app) listSources() error {
	var sources []sourceRow
	var rows [][]string
	for _, s := range dataset.Sources() {
		row := newSourceRow(s)
		sources = append(sources, row)
		rows = append(rows, []string{row.Name, row.Data, row.Summary})
	}
	return a.print(sources, []string{"NAME", "DATA", "SUMMARY"}, rows)
}

func newSourceRow(s dataset.Source) sourceRow {
	about := s.About()
	return sourceRow{about.Name, about.Kind, origin(s), about.Tasks, about.Summary, about.Licence, about.Options}
}

// origin says in a word or two where a source's data comes from.
func origin(s dataset.Source) string {
	if d, err := dataset.FindNamed(s.About().Name); err == nil {
		if _, err := d.Find(); err != nil {
			return "get, " + downloadSize(d.Bytes())
		}
		return "here"
	}
	for _, o := range s.About().Options {
		if o.Name == "path" {
			return "path"
		}
	}
	return "built in"
}

func downloadSize(n int64) string { return fmt.Sprintf("%d MB", (n+999_999)/1_000_000) }

func (a *app) datasetDescribeCommand() *cobra.Command {
	return a.jsonFlag(&cobra.Command{
		Use: "describe SOURCE", Short: "Describe a source and its options", Args: exactly(1),
		Example: "  gander dataset describe imagefolder",
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := findSource(args[0])
			if err != nil {
				return err
			}
			return a.describeSource(s)
		},
	})
}

func findSource(name string) (dataset.Source, error) {
	s, err := dataset.Find(name)
	if err == nil {
		return s, nil
	}
	var names []string
	for _, s := range dataset.Sources() {
		names = append(names, s.About().Name)
	}
	return nil, misspelt(err, name, names)
}

// misspelt gives the error of a name that is not known the exit code of a usage
// error, and says which name was meant.
func misspelt(err error, name string, names []string) error {
	if best := spec.Nearest(name, names); best != "" {
		return withHint(coded{err, exitUsage}, "did you mean %s?", best)
	}
	return withHint(coded{err, exitUsage}, "gander dataset list shows the sources")
}

func (a *app) describeSource(s dataset.Source) error {
	row := newSourceRow(s)
	if !a.json {
		fmt.Fprintf(a.Stdout, "%s: %s\nlicence: %s\ntasks:   %s\n", row.Name, row.Summary, orElse(row.Licence, "that of your data"), join(row.Tasks))
		if d, err := dataset.FindNamed(row.Name); err == nil {
			fmt.Fprintf(a.Stdout, "home:    %s\n", d.Home)
			for _, f := range d.Files {
				fmt.Fprintf(a.Stdout, "file:    %s, %d bytes, SHA-256 %s\n", f.Name, f.Bytes, f.SHA256)
			}
		}
		fmt.Fprintln(a.Stdout)
	}
	var rows [][]string
	for _, o := range row.Options {
		rows = append(rows, []string{o.Name, string(o.Kind), standard(o), o.Doc})
	}
	return a.print(row, []string{"OPTION", "KIND", "DEFAULT", "MEANING"}, rows)
}

func join[T ~string](words []T) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = string(w)
	}
	return strings.Join(parts, ", ")
}

// standard is an option's default, and the choices there are.
func standard(o variant.ParamSpec) string {
	text := fmt.Sprint(o.Default)
	switch {
	case o.Default == nil:
		text = "required"
	case o.Default == "":
		text = `""`
	}
	if n := len(o.Choices); n > 0 && n <= 6 {
		text += " of " + strings.Join(o.Choices, "|")
	}
	return text
}

// chosen is a dataset named on the command line.
type chosen struct {
	source string
	set    []string // option=value
	split  string
}

func (ch *chosen) optionFlags(c *cobra.Command) *cobra.Command {
	c.Flags().StringArrayVar(&ch.set, "set", nil, "an option of the source, as name=value")
	return c
}

func (ch *chosen) flags(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar(&ch.split, "split", data.Train, "train, validation or test")
	return ch.optionFlags(c)
}

// prepareChosen prepares the dataset, with progress.
func (a *app) prepareChosen(ctx context.Context, ch chosen) (dataset.Prepared, error) {
	if _, err := findSource(ch.source); err != nil {
		return dataset.Prepared{}, err
	}
	options, err := parseOptions(ch.set)
	if err != nil {
		return dataset.Prepared{}, err
	}
	show := a.newDatasetProgress(ch.source)
	defer show.end()
	prepared, err := dataset.Prepare(ctx, ch.source, options, a.cache(), show.report)
	return prepared, refused(ch.source, err)
}

// refused gives an error of options the exit code of a usage error, and says what
// to do about a full disk.
func refused(source string, err error) error {
	var problem *variant.ParamError
	var changed *dataset.Changed
	switch {
	case errors.As(err, &changed):
		return withHint(err, "gander dataset get %s brings it anew", source)
	case errors.Is(err, syscall.ENOSPC):
		return withHint(err, "nothing half-written was left; make room, or set GANDER_CACHE to a folder on another disk")
	case !errors.As(err, &problem):
		return err
	}
	err = coded{err, exitUsage}
	if best := spec.Nearest(problem.Name, optionNames(source)); best != "" && best != problem.Name {
		return withHint(err, "did you mean %s? gander dataset describe %s shows the options", best, source)
	}
	return withHint(err, "gander dataset describe %s shows the options", source)
}

func optionNames(source string) []string {
	s, err := dataset.Find(source)
	if err != nil {
		return nil
	}
	var names []string
	for _, o := range s.About().Options {
		names = append(names, o.Name)
	}
	return names
}

// open prepares the dataset and maps the split.
func (a *app) open(ctx context.Context, ch chosen) (dataset.Prepared, *data.File, error) {
	if ch.split != data.Train && ch.split != data.Validation && ch.split != data.Test {
		return dataset.Prepared{}, nil, usage("--split %s: want train, validation or test", ch.split)
	}
	prepared, err := a.prepareChosen(ctx, ch)
	if err != nil {
		return dataset.Prepared{}, nil, err
	}
	f, err := data.Open(prepared.Path(ch.split))
	return prepared, f, err
}

// cache is where prepared datasets are kept; empty for the user's cache folder.
func (a *app) cache() string {
	if dir := a.Getenv("GANDER_CACHE"); dir != "" {
		return filepath.Join(dir, "datasets")
	}
	return ""
}

// parseOptions reads name=value pairs whose values are YAML, as in a spec.
func parseOptions(pairs []string) (map[string]any, error) {
	options := map[string]any{}
	for _, pair := range pairs {
		name, text, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usage("--set %s: want name=value", pair)
		}
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			return nil, usage("--set %s: %w", pair, err)
		}
		options[name] = value
	}
	return options, nil
}
