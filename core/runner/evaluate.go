package runner

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"

	"gander/core"
	"gander/core/media"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// evaluationSeed names the stream of latents that every run is judged on, so
// that all variants meet the same draw and pictures can be laid side by side.
const evaluationSeed = 0x9a4d3e

// choiceSeed names the one that the best moment of a run is chosen by.
const choiceSeed = 0x9a4d3f

// gridSamples is how many samples a picture shows: 8 by 8 fit a screen beside
// those of other runs. Points take more, since one point says little.
const (
	gridSamples = 8 * core.GridColumns
	gridPoints  = 512
)

// evaluate samples, scores and pictures the run where it stands.
func (l *life) evaluate(ctx context.Context, record *core.Record) error {
	judge := l.Data[l.run.Datasets[0]].Judge(l.task())
	rows := judge.Conditions(l.exp.Evaluate.Samples)
	how := variant.Sampling{Seed: evaluationSeed, Weights: l.weights(), Truncation: 1}
	samples, err := l.proc.Sample(ctx, how, rows)
	if err != nil {
		return err
	}
	answered, err := l.furthermore(ctx, judge, how, samples, l.finished())
	if err != nil {
		return fmt.Errorf("sample step %d: %w", l.run.Progress.Step, err)
	}
	scores, err := answered.score(ctx, judge, l.finished())
	if err != nil {
		return fmt.Errorf("score step %d: %w", l.run.Progress.Step, err)
	}
	l.Observer.Scored(l.run, l.dated(scores, how))
	chosen, err := l.choose(ctx, how)
	if err != nil {
		return fmt.Errorf("score step %d on the validation split: %w", l.run.Progress.Step, err)
	}
	record.Scores = append(scores, l.dated(chosen, how)...)
	if err := l.exhibit(ctx, judge, samples, record); err != nil {
		return fmt.Errorf("exhibits of step %d: %w", l.run.Progress.Step, err)
	}
	return errors.Join(l.picture(rows, samples, record), l.locate(ctx, judge, samples, record))
}

// dated says of scores when and on what they were computed.
func (l *life) dated(scores []core.Score, how variant.Sampling) []core.Score {
	for i := range scores {
		scores[i].Step, scores[i].Images = l.run.Progress.Step, l.run.Progress.Images
		scores[i].Dataset, scores[i].Weights = l.run.Datasets[0], string(how.Weights)
	}
	return scores
}

// choose scores samples of other latents and conditions by the validation split.
func (l *life) choose(ctx context.Context, how variant.Sampling) ([]core.Score, error) {
	chooserOf := l.Data[l.run.Datasets[0]].Chooser
	if chooserOf == nil {
		return nil, nil
	}
	chooser := chooserOf(l.task())
	if chooser == nil {
		return nil, nil
	}
	how.Seed = choiceSeed
	samples, err := l.proc.Sample(ctx, how, chooser.Conditions(l.exp.Evaluate.Samples))
	if err != nil {
		return nil, err
	}
	return chooser.Choose(ctx, samples)
}

// exhibit keeps what the judge shows of the end of training.
func (l *life) exhibit(ctx context.Context, judge Judge, samples sample.Batch, record *core.Record) error {
	e, ok := judge.(Exhibitor)
	if !ok || !l.finished() {
		return nil
	}
	exhibits, err := e.Exhibits(ctx, samples)
	if err != nil {
		return err
	}
	for _, x := range exhibits {
		if err := l.artifact(x.Kind, x.Kind, ".json", x.Content, record); err != nil {
			return err
		}
	}
	return nil
}

// task is what the run's samples are judged as: the first of the variant's
// tasks that fits the kind of the data.
func (l *life) task() variant.Task {
	points := l.Data[l.run.Datasets[0]].Header.Kind == data.KindPoint
	for _, t := range l.desc.Tasks {
		if (t == variant.Points) == points {
			return t
		}
	}
	return l.desc.Tasks[0] // which opened on data that it does not declare
}

// weights are the averaged ones if the spec asks for them and the variant has
// them.
func (l *life) weights() variant.Weights {
	if l.exp.Evaluate.Weights == string(variant.Average) && slices.Contains(l.desc.Abilities, variant.HasAverage) {
		return variant.Average
	}
	return variant.Raw
}

// picture writes the first samples as a file that the report draws, translations
// to the right of what they are translations of.
func (l *life) picture(rows []variant.Row, s sample.Batch, record *core.Record) error {
	if l.Data[l.run.Datasets[0]].Header.Kind == data.KindPoint {
		return l.artifact(core.KindPoints, "samples", ".csv", pointsCSV(s.First(gridPoints)), record)
	}
	shown := besideSources(rows, s).First(gridSamples)
	tiles := media.Cut(shown.U8, shown.Shape[1], shown.Shape[2], shown.Shape[3])
	var png bytes.Buffer
	if err := media.EncodePNG(&png, media.Sheet{Columns: core.GridColumns}.Draw(tiles)); err != nil {
		return fmt.Errorf("draw samples: %w", err)
	}
	return l.artifact(core.KindGrid, "samples", ".png", png.Bytes(), record)
}

// besideSources puts the source of each image before it, where there is one.
func besideSources(rows []variant.Row, s sample.Batch) sample.Batch {
	if len(rows) == 0 || rows[0].Source == nil {
		return s
	}
	n, size := min(len(rows), gridSamples/2), s.RowSize()
	both := sample.Batch{Shape: slices.Concat([]int{2 * n}, s.Shape[1:])}
	for i, row := range rows[:n] {
		source := sample.Of(variant.Tensor{Shape: slices.Concat([]int{1}, s.Shape[1:]), Data: row.Source})
		both.U8 = append(append(both.U8, source.U8...), s.U8[i*size:(i+1)*size]...)
	}
	return both
}

func pointsCSV(s sample.Batch) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := make([]string, s.Shape[1])
	for row := range slices.Chunk(s.F32, s.Shape[1]) {
		for i, v := range row {
			line[i] = strconv.FormatFloat(float64(v), 'g', -1, 32)
		}
		w.Write(line) // a bytes.Buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// artifact writes a file of this step into the run's folder.
func (l *life) artifact(kind, folder, ext string, content []byte, record *core.Record) error {
	name := path.Join(l.run.Dir, folder, fmt.Sprintf("step-%08d%s", l.run.Progress.Step, ext))
	sum, err := writeFile(l.Results, name, content)
	if err != nil {
		return err
	}
	record.Artifacts = append(record.Artifacts, core.Artifact{
		Step: l.run.Progress.Step, Kind: kind, Path: name, SHA256: sum, Bytes: int64(len(content)),
	})
	return nil
}
