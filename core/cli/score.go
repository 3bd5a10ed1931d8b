package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/answers"
	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/runner"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// taskWords are what a folder of pictures may be judged as, by the words of --task.
var taskWords = map[string]variant.Task{
	"image": variant.Image, "label": variant.LabelToImage, "domain": variant.DomainToDomain, "attribute": variant.AttributeTo,
}

const scoreHelp = `Judges the pictures in DIR and below it against the test split of a dataset, by
the scores, floors and ceilings that runs on the dataset get at their end. Only
scores of equal identity compare: at equal numbers of samples, on the same data.
Pictures of another size are resized.

What the pictures were to show is told by the folders that they lie in

  DIR/CLASS/anything.png   a class of the dataset: label accuracy, the
                           classification accuracy score, distances by class
  DIR/DOMAIN/17.png        image 17 of the test split in another domain: domain
                           accuracy, distances to each domain, the error where
                           the truth is known

or by DIR/metadata.jsonl, a JSON object a line, as gander sample writes it:

  {"file_name": "0.png"}                                 nothing was asked for
  {"file_name": "0.png", "label": "A"}                   a class
  {"file_name": "0.png", "source": 17, "domain": "bold"} image 17 in a domain
  {"file_name": "0.png", "source": 17, "bold": true}     image 17 with attributes,
                                                         all of them given

Images of the test split are counted from 0; gander dataset export writes them.
An image that is asked for in its own domain should stay as it is (identity). Beside
pictures that were asked for lie those that belong to them by their NAME:

  DIR/back/NAME         the way back of the translation DIR/NAME (cycle)
  DIR/back-noisy/NAME   that of the translation with normal noise of a deviation
                        of 2 of 255 grey levels on it (cycle_noisy)
  DIR/swapped/NAME      what the latents of DIR/NAME, a picture of a class, give for
                        the next class, or for the first after the last (swap)

DIR/walks/ holds clips, as folders of frames, animations or videos, whose steps are
scored. All other pictures are judged as plain ones. Pictures that fit more than one
of these, or one in part, are refused unless --task says what they are.

The dataset's test split says how many pictures of each kind are asked for and in
what order, the same as of a run. As many are judged as can be answered; gander
says so if others are left over.`

// scoring is what gander score is asked to do.
type scoring struct {
	chosen
	task       string
	most       int
	extractors []string
	exhibits   string // folder
}

func (a *app) scoreCommand() *cobra.Command {
	var s scoring
	c := s.optionFlags(a.jsonFlag(&cobra.Command{
		Use:   "score DIR --dataset SOURCE",
		Short: "Judge a folder of pictures, whoever made them, by the scores of runs",
		Long:  scoreHelp,
		Example: "  gander score samples/ --dataset glyphs --set size=28 --samples 1024\n" +
			"  gander score samples/ --dataset glyphs --extractor lenet.onnx --extractor pixels\n" +
			"  gander score bolder/ --dataset glyphs --set domains.attribute=bold --task domain -o shown/",
		Args: exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if s.source == "" {
				return usage("usage: gander score DIR --dataset SOURCE")
			}
			return a.score(c.Context(), args[0], s)
		},
	}))
	c.Flags().StringVar(&s.source, "dataset", "", "source of the dataset to judge by, such as glyphs")
	c.Flags().StringVar(&s.task, "task", "", "what the pictures are: image, label, domain or attribute; by default what\ntheir folders or metadata say")
	c.Flags().IntVar(&s.most, "samples", 0, "judge so many pictures; 0 is all. Plain ones are drawn at random but always\nthe same")
	c.Flags().StringArrayVar(&s.extractors, "extractor", nil, "score in the features of this network as well: an .onnx or .safetensors file, or pixels; repeatable")
	c.Flags().StringVarP(&s.exhibits, "output", "o", "", "folder to write what a run shows at its end: what classes or domains are\ntaken for, precision against recall, the nearest training images")
	return c
}

func (a *app) score(ctx context.Context, dir string, s scoring) error {
	task, known := taskWords[s.task]
	if s.task != "" && !known {
		return usage("--task %s: want image, label, domain or attribute", s.task)
	}
	prepared, err := a.prepareChosen(ctx, s.chosen)
	if err != nil {
		return err
	}
	if prepared.Header(data.Train).Kind != data.KindImage {
		return usage("--dataset %s: its rows are points, a folder of pictures cannot be judged by them", s.source)
	}
	folder, err := answers.Open(dir, prepared.Header(data.Test), task)
	if err != nil {
		return unclear(fmt.Errorf("%s by dataset %s: %w", dir, s.source, err))
	}
	scores, err := a.judged(ctx, s, prepared, folder)
	if err != nil {
		return fmt.Errorf("judge %s by dataset %s: %w", dir, s.source, err)
	}
	rows := make([][]string, len(scores))
	for i, s := range scores {
		rows[i] = []string{s.Key, significant(&s.Value), significant(s.Floor), significant(s.Ceiling), string(s.Direction), s.Identity}
	}
	return a.print(scores, []string{"SCORE", "VALUE", "REAL DATA", "NOISE", "BETTER", "IDENTITY"}, rows)
}

// unclear adds to an error of what a folder is meant to be how to say it.
func unclear(err error) error {
	var ambiguous *answers.Ambiguous
	if errors.As(err, &ambiguous) {
		return withHint(coded{err, exitUsage}, "--task says what they are: image (nothing was asked for), label, domain or attribute")
	}
	return withHint(coded{err, exitUsage}, "gander score --help shows how folders and metadata.jsonl say what was asked for")
}

func significant(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', 4, 64)
}

// judged gives the scores that a run has at its end, but for those that need its
// generator.
func (a *app) judged(ctx context.Context, s scoring, d dataset.Prepared, folder *answers.Folder) ([]core.Score, error) {
	p := &preparedData{extractors: s.extractors}
	defer p.close()
	spec := core.DatasetSpec{Name: s.source, Source: d.Source.Name, Options: d.Options}
	appointed, err := a.judge(ctx, p, spec, d, least)
	if err != nil {
		return nil, err
	}
	judge := appointed.Judge(folder.Task)
	asker, ok := judge.(answers.Asker)
	if !ok {
		if folder.Task != variant.Image {
			return nil, usage("pictures of %s are judged by what they hold, whatever was asked for: give --task image", s.source)
		}
		asker = askingNothing{}
	}
	chosen, err := folder.Choose(asker, s.most)
	if err != nil {
		return nil, unclear(err)
	}
	scores, err := a.examine(ctx, judge, folder, chosen, d.Header(data.Test).Shape, s.exhibits)
	for i := range scores {
		scores[i].Dataset = s.source
	}
	return eval.Sorted(scores), err
}

// askingNothing asks for pictures of anything.
type askingNothing struct{}

func (askingNothing) Questions(n int) []eval.Question {
	list := make([]eval.Question, n)
	for i := range list {
		list[i] = eval.Question{Source: -1, Label: -1, Domain: -1}
	}
	return list
}

func (askingNothing) KeepQuestions(int) []eval.Question { return nil }
func (askingNothing) ClipQuestions() []eval.Question    { return nil }

// examine has the judge score the pictures, and write what it has to show if there
// is a folder for it.
func (a *app) examine(ctx context.Context, judge runner.Judge, folder *answers.Folder, chosen answers.Chosen, shape []int, exhibits string) ([]core.Score, error) {
	fmt.Fprintf(a.Stderr, "judging %d pictures as %s\n", len(chosen.Answers), folder.Task)
	for _, lacking := range chosen.Lacking {
		fmt.Fprintln(a.Stderr, lacking)
	}
	answered, err := a.answered(ctx, judge, folder, chosen, shape)
	if err != nil {
		return nil, err
	}
	scores, err := answered.Score(ctx, judge)
	if err != nil || exhibits == "" {
		return scores, err
	}
	return scores, writeExhibits(ctx, exhibits, judge, answered.Samples)
}
