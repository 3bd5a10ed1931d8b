package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gander/core/media"
	"gander/plugins/variant/data"
)

func (a *app) datasetSheetCommand() *cobra.Command {
	var ch chosen
	var out string
	var n int
	c := ch.flags(&cobra.Command{
		Use: "sheet SOURCE", Short: "Draw a contact sheet of a dataset as PNG, a row a class", Args: exactly(1),
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
	_, f, err := a.open(ctx, ch)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := writePNG(out, contactSheet(f, n)); err != nil {
		return err
	}
	fmt.Fprintln(a.Stdout, out)
	return nil
}

// contactSheet draws about n rows of the file: points as a scatter plot; images as
// tiles, in labelled rows of one class, domain or attribute each where there are
// any, and otherwise evenly spread over the file.
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
	if labels, rows := sheetRows(f); len(labels) > 0 {
		return labelledSheet(f, labels, rows, max(1, n/len(labels)))
	}
	tiles := make([]media.Image, n)
	for i := range tiles {
		tiles[i] = tile(f, i*h.Rows/n)
	}
	return media.Sheet{}.Draw(tiles)
}

func tile(f *data.File, row int) media.Image {
	h := f.Header()
	return media.Image{H: h.Shape[0], W: h.Shape[1], C: h.Shape[2], Pix: f.Row(row)}
}

// sheetRows are the labels of a sheet's rows and the file's rows that belong to
// each: by domain if there are any, else by class, else by attribute.
func sheetRows(f *data.File) (labels []string, rows [][]int) {
	h := f.Header()
	var belongs func(row, label int) bool
	switch {
	case len(h.Domains) > 0:
		labels, belongs = h.Domains, func(row, d int) bool { return f.Domain(row) == d }
	case len(h.Classes) > 0:
		labels, belongs = h.Classes, func(row, c int) bool { return f.Label(row) == c }
	default:
		labels, belongs = h.Attributes, func(row, j int) bool { return f.Attributes(row)[j] == 1 }
	}
	rows = make([][]int, len(labels))
	for i := range h.Rows {
		for j := range labels {
			if belongs(i, j) {
				rows[j] = append(rows[j], i)
			}
		}
	}
	return labels, rows
}

// labelledSheet draws up to columns tiles of each label, evenly spread over its
// rows.
func labelledSheet(f *data.File, labels []string, rows [][]int, columns int) media.Image {
	blank := tile(f, 0)
	blank.Pix = media.New(blank.H, blank.W, blank.C).Pix
	var tiles []media.Image
	for _, of := range rows {
		for k := range columns {
			if n := min(columns, len(of)); k < n {
				tiles = append(tiles, tile(f, of[k*len(of)/n]))
			} else {
				tiles = append(tiles, blank)
			}
		}
	}
	return media.Sheet{Columns: columns, RowLabels: labels}.Draw(tiles)
}
