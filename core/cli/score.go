package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func (a *app) scoreCommand() *cobra.Command {
	var ch chosen
	var most int
	var extractors []string
	c := ch.optionFlags(a.jsonFlag(&cobra.Command{
		Use:   "score DIR --dataset SOURCE",
		Short: "Judge a folder of pictures, whoever made them, by the scores of runs",
		Long: "Judges the pictures in DIR and below it against the test split of a dataset, with\n" +
			"the same scores, floors and ceilings that runs on the dataset get. Pictures of\n" +
			"another size are resized. Scores are compared only at equal numbers of samples.",
		Example: "  gander score samples/ --dataset glyphs --set size=28 --samples 1024\n" +
			"  gander score samples/ --dataset glyphs --extractor lenet.onnx --extractor pixels",
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if ch.source == "" {
				return usage("usage: gander score DIR --dataset SOURCE")
			}
			return a.score(c.Context(), args[0], ch, most, extractors)
		},
	}))
	c.Flags().StringVar(&ch.source, "dataset", "", "source of the dataset to judge by, such as glyphs")
	c.Flags().IntVar(&most, "samples", 0, "judge so many pictures, drawn at random but always the same; 0 is all")
	c.Flags().StringArrayVar(&extractors, "extractor", nil, "score in the features of this network as well: an .onnx or .safetensors file, or pixels; repeatable")
	return c
}

func (a *app) score(ctx context.Context, dir string, ch chosen, most int, extractors []string) error {
	prepared, err := a.prepareChosen(ctx, ch)
	if err != nil {
		return err
	}
	shape := prepared.Header(data.Train).Shape
	if prepared.Header(data.Train).Kind != data.KindImage {
		return usage("--dataset %s: its rows are points, a folder of pictures cannot be judged by them", ch.source)
	}
	pictures, err := a.pictures(dir, shape, most)
	if err != nil {
		return err
	}
	scores, err := a.judged(ctx, ch.source, prepared, pictures, extractors)
	if err != nil {
		return fmt.Errorf("judge %s by dataset %s: %w", dir, ch.source, err)
	}
	rows := make([][]string, len(scores))
	for i, s := range scores {
		rows[i] = []string{s.Key, significant(&s.Value), significant(s.Floor), significant(s.Ceiling), string(s.Direction), s.Identity}
	}
	return a.print(scores, []string{"SCORE", "VALUE", "REAL DATA", "NOISE", "BETTER", "IDENTITY"}, rows)
}

func significant(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 4, 64)
}

// judged gives every score that noise→image has.
func (a *app) judged(ctx context.Context, name string, d dataset.Prepared, pictures sample.Batch, extractors []string) ([]core.Score, error) {
	p := &preparedData{extractors: extractors}
	defer p.close()
	spec := core.DatasetSpec{Name: name, Source: d.Source.Name, Options: d.Options}
	judge, err := a.judge(ctx, p, spec, d, pictures.Rows())
	if err != nil {
		return nil, err
	}
	j := judge.Judge(variant.Image)
	scores, err := j.Judge(ctx, pictures)
	if err != nil {
		return nil, err
	}
	final, err := j.Final(ctx, pictures)
	if err != nil {
		return nil, err
	}
	scores = append(scores, final...)
	for i := range scores {
		scores[i].Dataset = name
	}
	return eval.Sorted(scores), nil
}

// pictures reads the picture files below dir in a random but fixed order: first
// neighbours in a folder are often alike, and scores of pairs should not see it.
func (a *app) pictures(dir string, shape []int, most int) (sample.Batch, error) {
	names, err := pictureFiles(dir)
	if err != nil {
		return sample.Batch{}, err
	}
	if len(names) < 2 {
		return sample.Batch{}, usage("%s has %d pictures; two are the least that can be judged", dir, len(names))
	}
	order := num.Permutation(num.NewStream(0, "pictures"), 0, len(names))
	if most > 0 {
		order = order[:min(most, len(order))]
	}
	b := sample.Batch{Shape: append([]int{len(order)}, shape...)}
	resized := 0
	var problems []error
	for _, i := range order {
		pixels, fits, err := readPicture(names[i], shape)
		problems = append(problems, err)
		b.U8 = append(b.U8, pixels...)
		if !fits {
			resized++
		}
	}
	if err := errors.Join(problems...); err != nil {
		return sample.Batch{}, err
	}
	if resized > 0 {
		fmt.Fprintf(a.Stderr, "%d of %d pictures were resized to %d×%d, which moves scores\n", resized, len(order), shape[0], shape[1])
	}
	return b, nil
}
