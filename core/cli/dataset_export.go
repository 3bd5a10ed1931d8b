package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gander/core/answers"
	"gander/core/eval"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

func (a *app) datasetExportCommand() *cobra.Command {
	var ch chosen
	var out string
	c := ch.flags(&cobra.Command{
		Use: "export SOURCE -o DIR", Short: "Write a split as a folder of pictures, named by their numbers",
		Long: "Writes the images of a split as DIR/000000.png and so on, in their order and at the\n" +
			"dataset's size, and DIR/metadata.jsonl with the class, domain and attributes of\n" +
			"each: what somebody else's generator learns from, and translates to be judged by\n" +
			"gander score.",
		Example: "  gander dataset export glyphs --set size=32 --split test -o glyphs-test/",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if out == "" {
				return withHint(usage("usage: gander dataset export SOURCE -o DIR"), "gander dataset export --help says more")
			}
			ch.source = args[0]
			return a.exportSplit(c.Context(), ch, out)
		},
	})
	c.Flags().StringVarP(&out, "output", "o", "", "new or empty folder to write to")
	return c
}

func (a *app) exportSplit(ctx context.Context, ch chosen, out string) error {
	_, f, err := a.open(ctx, ch)
	if err != nil {
		return err
	}
	defer f.Close()
	h := f.Header()
	if h.Kind != data.KindImage {
		return usage("the rows of %s are points, which are no pictures", ch.source)
	}
	g := answers.Given{Answers: sample.Batch{Shape: append([]int{h.Rows}, h.Shape...)}}
	for row := range h.Rows {
		g.Answers.U8 = append(g.Answers.U8, f.Row(row)...)
		g.Questions = append(g.Questions, eval.Question{Source: -1, Label: f.Label(row), Domain: f.Domain(row), Attributes: f.Attributes(row)})
	}
	if err := answers.Write(out, h, g); err != nil {
		return fmt.Errorf("write split %s of %s: %w", h.Split, ch.source, err)
	}
	fmt.Fprintln(a.Stdout, out)
	return nil
}
