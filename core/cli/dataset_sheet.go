package cli

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"gander/core/media"
	"gander/plugins/variant/data"
)

func (a *app) datasetSheetCommand() *cobra.Command {
	var ch chosen
	var out string
	var n int
	c := ch.flags(&cobra.Command{
		Use: "sheet SOURCE", Short: "Draw a contact sheet of a dataset as PNG, with a label for each class", Args: exactly(1),
		Example: "  gander dataset sheet glyphs --set size=32 -o glyphs.png",
		RunE: func(c *cobra.Command, args []string) error {
			ch.source = args[0]
			return a.sheet(c.Context(), ch, n, orElse(out, ch.source+".png"))
		},
	})
	c.Flags().StringVarP(&out, "output", "o", "", "file to write (default SOURCE.png)")
	c.Flags().IntVarP(&n, "samples", "n", 0, "how many images or points to draw (default 64 images or four of each label, 2000 points)")
	return c
}

func (a *app) sheet(ctx context.Context, ch chosen, n int, out string) error {
	if n < 0 {
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

// contactSheet draws about n rows of the file, 0 for a number that looks well,
// under a title: points as a scatter plot; images as tiles, labelled by domain,
// class or attribute where there are any.
func contactSheet(f *data.File, n int) media.Image {
	h := f.Header()
	if h.Kind == data.KindPoint {
		return media.Page{Title: sheetTitle(h), Columns: []media.Image{scatter(f, min(h.Rows, cmp.Or(n, 2000)))}}.Draw()
	}
	labels, rows := sheetRows(f)
	if len(labels) == 0 {
		labels, rows = []string{""}, [][]int{spread(h.Rows, h.Rows)}
	}
	n = cmp.Or(n, max(64, min(4*len(labels), 400)))
	groups := make([]tileGroup, len(labels))
	for i, of := range rows {
		groups[i].label = shortened(labels[i])
		for _, k := range spread(len(of), max(1, n/len(labels))) {
			groups[i].tiles = append(groups[i].tiles, tile(f, of[k]))
		}
	}
	return grouped(sheetTitle(h), groups)
}

// sheetTitle says what is to be seen.
func sheetTitle(h data.Header) string {
	what := fmt.Sprintf("points of %d coordinates", h.RowSize())
	if h.Kind == data.KindImage {
		what = fmt.Sprintf("images, %d×%d ", h.Shape[1], h.Shape[0]) + map[int]string{1: "grey", 3: "colour"}[h.Shape[2]]
	}
	return fmt.Sprintf("%s, %s: %d %s", h.Name, h.Split, h.Rows, what)
}

// spread gives up to most of n places, evenly spaced.
func spread(n, most int) []int {
	places := make([]int, min(n, most))
	for i := range places {
		places[i] = i * n / len(places)
	}
	return places
}

// scatter draws n points by their first two coordinates.
func scatter(f *data.File, n int) media.Image {
	s := media.Scatter{Size: 512, Modes: f.Header().Modes}
	var points []float32
	for _, i := range spread(f.Rows(), n) {
		p := append(f.Point(i), 0) // there may be a single coordinate
		points = append(points, p[0], p[1])
		if s.Modes == nil {
			s.Extent = max(s.Extent, 1.05*math.Abs(float64(p[0])), 1.05*math.Abs(float64(p[1])))
		}
	}
	return s.Draw(points)
}

func tile(f *data.File, row int) media.Image {
	h := f.Header()
	return media.Image{H: h.Shape[0], W: h.Shape[1], C: h.Shape[2], Pix: f.Row(row)}
}

// sheetRows are the labels of a sheet and the file's rows that belong to each: by
// domain if there are any, else by class, else by attribute.
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
