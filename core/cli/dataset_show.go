package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"gander/core/dataset"
	"gander/core/media"
	"gander/plugins/variant/data"
)

func (a *app) datasetShowCommand() *cobra.Command {
	var ch chosen
	var out string
	c := ch.flags(a.jsonFlag(&cobra.Command{
		Use: "show SOURCE", Short: "Describe a dataset: shape, counts, statistics, duplicates, mean image", Args: exactly(1),
		Example: "  gander dataset show glyphs --set size=16 --split test -o mean.png",
		RunE: func(c *cobra.Command, args []string) error {
			ch.source = args[0]
			return a.showDataset(c.Context(), ch, out)
		},
	}))
	c.Flags().StringVarP(&out, "output", "o", "", "also draw the mean image, of all and of each class, as PNG")
	return c
}

func (a *app) showDataset(ctx context.Context, ch chosen, out string) error {
	prepared, f, err := a.open(ctx, ch)
	if err != nil {
		return err
	}
	defer f.Close()
	if out != "" && f.Header().Kind == data.KindPoint {
		return usage("-o %s: points have no mean image", out)
	}
	view, err := describeFile(prepared, f)
	if err != nil {
		return err
	}
	if err := a.print(view, []string{"WHAT", "VALUE"}, view.rows()); err != nil || out == "" {
		return err
	}
	return writePNG(out, meanSheet(f))
}

// datasetView is what `dataset show --json` prints.
type datasetView struct {
	Header     data.Header   `json:"header"`
	Stats      dataset.Stats `json:"stats"`
	Duplicates int           `json:"duplicates"` // rows that repeat another of the split
	Trained    int           `json:"in_train"`   // rows that are in the training split as well
}

func describeFile(p dataset.Prepared, f *data.File) (datasetView, error) {
	v := datasetView{Header: f.Header(), Stats: dataset.Describe(f), Duplicates: len(dataset.Duplicates(f))}
	if v.Header.Split == data.Train {
		return v, nil
	}
	train, err := data.Open(p.Path(data.Train))
	if err != nil {
		return v, err
	}
	v.Trained = len(dataset.Shared(f, train))
	return v, train.Close()
}

func (v datasetView) rows() [][]string {
	h := v.Header
	rows := [][]string{
		{"name", h.Name}, {"licence", orElse(h.Licence, "that of your data")}, {"split", h.Split}, {"rows", fmt.Sprint(h.Rows)},
		{"shape", fmt.Sprint(h.Shape)}, {"type", h.DType}, {"sha256", h.SHA256},
	}
	if h.Transform != "" {
		rows = append(rows, []string{"transform", h.Transform})
	}
	rows = append(rows, []string{"mean", fmt.Sprintf("%.4f", v.Stats.Mean)}, []string{"std", fmt.Sprintf("%.4f", v.Stats.Std)},
		[]string{"duplicates", fmt.Sprint(v.Duplicates)})
	if h.Split != data.Train {
		rows = append(rows, []string{"also in train", fmt.Sprint(v.Trained)})
	}
	rows = append(rows, counts("class", h.Classes, v.Stats.Classes)...)
	rows = append(rows, counts("attribute", h.Attributes, v.Stats.Attributes)...)
	return append(rows, counts("domain", h.Domains, v.Stats.Domains)...)
}

func counts(what string, names []string, n []int) [][]string {
	rows := make([][]string, len(names))
	for i, name := range names {
		rows[i] = []string{what + " " + name, fmt.Sprint(n[i])}
	}
	return rows
}

// meanSheet is the mean image of all rows and of each class.
func meanSheet(f *data.File) media.Image {
	mean := func(label string, keep func(row int) bool) tileGroup {
		if m, ok := dataset.MeanImage(f, keep); ok {
			return tileGroup{shortened(label), []media.Image{m}}
		}
		return tileGroup{label: shortened(label)}
	}
	groups := []tileGroup{mean("all", func(int) bool { return true })}
	for class, name := range f.Header().Classes {
		groups = append(groups, mean(name, func(i int) bool { return f.Label(i) == class }))
	}
	return grouped("means of "+sheetTitle(f.Header()), groups)
}

func writePNG(path string, m media.Image) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(media.EncodePNG(file, m), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
