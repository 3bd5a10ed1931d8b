package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"gander/core/dataset"
	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func (a *app) datasetCommand() *cobra.Command {
	list := a.jsonFlag(&cobra.Command{
		Use: "list", Short: "List the sources of datasets and their options", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return a.listSources() },
	})
	return group("dataset", "List and look at datasets", list, a.datasetShowCommand(), a.datasetSheetCommand())
}

// sourceRow is one source as `dataset list --json` prints it.
type sourceRow struct {
	Name    string              `json:"name"`
	Kind    string              `json:"kind"`
	Tasks   []variant.Task      `json:"tasks"`
	Summary string              `json:"summary"`
	Licence string              `json:"licence"`
	Options []variant.ParamSpec `json:"options"`
}

func (a *app) listSources() error {
	var sources []sourceRow
	var rows [][]string
	for _, s := range dataset.Sources() {
		about := s.About()
		sources = append(sources, sourceRow{about.Name, about.Kind, about.Tasks, about.Summary, about.Licence, about.Options})
		rows = append(rows, []string{about.Name, about.Kind, about.Summary})
		for _, o := range about.Options {
			rows = append(rows, []string{"", "  " + o.Name, fmt.Sprintf("%s, default %v: %s", o.Kind, o.Default, o.Doc)})
		}
	}
	return a.print(sources, []string{"NAME", "KIND", "SUMMARY"}, rows)
}

// chosen is a dataset named on the command line.
type chosen struct {
	source string
	set    []string // option=value
	split  string
}

func (ch *chosen) flags(c *cobra.Command) *cobra.Command {
	c.Flags().StringArrayVar(&ch.set, "set", nil, "an option of the source, as name=value")
	c.Flags().StringVar(&ch.split, "split", data.Train, "train, validation or test")
	return c
}

// open prepares the dataset and maps the split.
func (a *app) open(ctx context.Context, ch chosen) (*data.File, error) {
	if _, err := dataset.Find(ch.source); err != nil {
		return nil, withHint(coded{err, exitUsage}, "gander dataset list shows the sources")
	}
	options, err := parseOptions(ch.set)
	if err != nil {
		return nil, err
	}
	if ch.split != data.Train && ch.split != data.Validation && ch.split != data.Test {
		return nil, usage("--split %s: want train, validation or test", ch.split)
	}
	prepared, err := dataset.Prepare(ctx, ch.source, options, a.cache(), nil)
	if err != nil {
		var problem *variant.ParamError
		if errors.As(err, &problem) {
			return nil, withHint(coded{err, exitUsage}, "gander dataset list shows the options")
		}
		return nil, err
	}
	return data.Open(prepared.Path(ch.split))
}

// cache is where prepared datasets are kept; empty for the user's cache folder.
func (a *app) cache() string { return a.Getenv("GANDER_CACHE") }

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

func (a *app) datasetShowCommand() *cobra.Command {
	var ch chosen
	return ch.flags(a.jsonFlag(&cobra.Command{
		Use: "show SOURCE", Short: "Describe a dataset: shape, classes, attributes, statistics", Args: exactly(1),
		Example: "  gander dataset show glyphs --set size=16 --split test",
		RunE: func(c *cobra.Command, args []string) error {
			ch.source = args[0]
			return a.showDataset(c.Context(), ch)
		},
	}))
}

func (a *app) showDataset(ctx context.Context, ch chosen) error {
	f, err := a.open(ctx, ch)
	if err != nil {
		return err
	}
	defer f.Close()
	h, stats := f.Header(), dataset.Describe(f)
	rows := [][]string{
		{"name", h.Name}, {"split", h.Split}, {"rows", fmt.Sprint(h.Rows)},
		{"shape", fmt.Sprint(h.Shape)}, {"type", h.DType}, {"sha256", h.SHA256},
		{"mean", fmt.Sprintf("%.4f", stats.Mean)}, {"std", fmt.Sprintf("%.4f", stats.Std)},
	}
	rows = append(rows, counts("class", h.Classes, stats.Classes)...)
	rows = append(rows, counts("attribute", h.Attributes, stats.Attributes)...)
	rows = append(rows, counts("domain", h.Domains, stats.Domains)...)
	value := struct {
		Header data.Header   `json:"header"`
		Stats  dataset.Stats `json:"stats"`
	}{h, stats}
	return a.print(value, []string{"WHAT", "VALUE"}, rows)
}

func counts(what string, names []string, n []int) [][]string {
	rows := make([][]string, len(names))
	for i, name := range names {
		rows[i] = []string{what + " " + name, fmt.Sprint(n[i])}
	}
	return rows
}

func (a *app) datasetSheetCommand() *cobra.Command {
	var ch chosen
	var out string
	var n int
	c := ch.flags(&cobra.Command{
		Use: "sheet SOURCE", Short: "Draw a contact sheet of a dataset as PNG", Args: exactly(1),
		Example: "  gander dataset sheet glyphs --set size=32 -o glyphs.png",
		RunE: func(c *cobra.Command, args []string) error {
			ch.source = args[0]
			return a.sheet(c.Context(), ch, n, orElse(out, ch.source+".png"))
		},
	})
	c.Flags().StringVarP(&out, "output", "o", "", "file to write (default SOURCE.png)")
	c.Flags().IntVarP(&n, "samples", "n", 64, "how many images, or points, to draw")
	return c
}

func (a *app) sheet(ctx context.Context, ch chosen, n int, out string) error {
	if n < 1 {
		return usage("--samples %d: want at least 1", n)
	}
	f, err := a.open(ctx, ch)
	if err != nil {
		return err
	}
	defer f.Close()
	picture := contactSheet(f, n)
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := errors.Join(media.EncodePNG(file, picture), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	fmt.Fprintln(a.Stdout, out)
	return nil
}

// contactSheet draws n rows of the file, evenly spread over it: images as tiles
// with their classes, points as a scatter plot.
func contactSheet(f *data.File, n int) media.Image {
	h := f.Header()
	n = min(n, h.Rows)
	if h.Kind == data.KindPoint {
		points := make([]float32, 0, 2*n)
		for i := range n {
			points = append(points, f.Point(i*h.Rows/n)...)
		}
		return media.Scatter{Modes: h.Modes}.Draw(points)
	}
	tiles := make([]media.Image, n)
	for i := range tiles {
		tiles[i] = media.Image{H: h.Shape[0], W: h.Shape[1], C: h.Shape[2], Pix: f.Row(i * h.Rows / n)}
	}
	return media.Sheet{}.Draw(tiles)
}
