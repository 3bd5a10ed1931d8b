package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"gander/core"
	"gander/core/answers"
	"gander/core/runner"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

const sampleHelp = `Writes what a run was scored on as a folder of PNGs: its newest checkpoint is asked
for the same latents, classes, sources and targets again, and gives the same bits.
metadata.jsonl beside them says what was asked for; of translations stay/ holds
images that were to be as they are, back/ the ways back, back-noisy/ those from under
noise, and clips/ the frames of clips; of images of classes swapped/ holds the first
ones again, asked for the next class. walks/ holds walks between latents.

gander score on the folder, with the run's dataset and options, gives the scores
that the run has at its end, but for that of several answers to one question.`

func (a *app) sampleCommand() *cobra.Command {
	var out string
	var n int
	c := &cobra.Command{
		Use: "sample RUN -o DIR", Short: "Write the samples that a run was scored on as a folder of pictures", Long: sampleHelp,
		Example: "  gander sample 3f9a -o samples/\n  gander score samples/ --dataset glyphs --set size=28",
		Args:    exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if out == "" || n < 0 {
				return withHint(usage("usage: gander sample RUN -o DIR"), "gander sample --help says more")
			}
			return a.sample(c.Context(), args[0], out, n)
		},
	}
	c.Flags().StringVarP(&out, "output", "o", "", "new or empty folder to write to")
	c.Flags().IntVarP(&n, "samples", "n", 0, "how many; 0 is as many as the run was scored on")
	return c
}

func (a *app) sample(ctx context.Context, id, out string, n int) error {
	store, err := a.reader()
	if err != nil {
		return err
	}
	defer store.Close()
	run, err := oneRun(ctx, store, id)
	if err != nil {
		return err
	}
	given, test, err := a.revisit(ctx, store, run, n)
	if err != nil {
		return fmt.Errorf("sample run %s, %s: %w", run.ID[:8], title(run), err)
	}
	if err := answers.Write(out, test, given); err != nil {
		return fmt.Errorf("write samples of run %s: %w", run.ID[:8], err)
	}
	fmt.Fprintln(a.Stdout, out)
	return nil
}

// revisit samples the run again; test is the header of its judge's test split.
func (a *app) revisit(ctx context.Context, store core.Reader, run core.Run, n int) (g answers.Given, test data.Header, err error) {
	e, err := store.Experiment(ctx, run.Experiment)
	if err != nil {
		return g, test, err
	}
	e.Entries = []core.Entry{{Label: run.Label, Variant: run.Variant, Datasets: run.Datasets, Params: run.Params}}
	w, err := a.world(ctx, filepath.Dir(e.Path))
	if err != nil {
		return g, test, err
	}
	prepared, err := a.prepare(ctx, e)
	if err != nil {
		return g, test, err
	}
	defer prepared.close()
	test = prepared.sources[run.Datasets[0]].Header(data.Test)
	if test.Kind != data.KindImage {
		return g, test, usage("it gives points, which are no pictures")
	}
	if err := a.appoint(ctx, prepared, e); err != nil {
		return g, test, err
	}
	r := a.newRunner(w, prepared, 1, runFlags{stall: stallAfter})
	answered, judge, err := r.Revisit(ctx, store, e, run, n)
	if err != nil {
		return g, test, err
	}
	asker, ok := judge.(answers.Asker)
	if !ok {
		asker = askingNothing{}
	}
	return given(asker, judge, answered), test, nil
}

// given are answers with what was asked.
func given(asker answers.Asker, judge runner.Judge, a runner.Answered) answers.Given {
	g := answers.Given{Questions: asker.Questions(a.Samples.Rows()), Answers: a.Samples}
	for _, part := range []struct {
		from *sample.Batch
		to   *sample.Batch
	}{{a.Kept, &g.Stay}, {a.Swapped, &g.Swapped}, {a.Returned, &g.Back}, {a.ReturnedNoisy, &g.Noisy}} {
		if part.from != nil {
			*part.to = *part.from
		}
	}
	if a.Kept != nil {
		g.StayQuestions = asker.KeepQuestions(a.Kept.Rows())
	}
	switch clips, _ := walksOf(judge); {
	case a.Walked == nil:
	case clips > 0:
		g.Walks, g.Frames = clips, *a.Walked
	default: // translations
		g.Clips = *a.Walked
	}
	return g
}
