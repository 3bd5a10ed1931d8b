package eval

import (
	"context"
	"math"

	"gander/plugins/sample"
	"gander/plugins/variant"
)

// A Confusion counts what the dataset's classifier takes samples for, by what
// they were asked to show.
type Confusion struct {
	Of         string   `json:"of"` // "class" or "domain"
	Names      []string `json:"names"`
	Counts     [][]int  `json:"counts"` // [asked][seen]
	Classifier string   `json:"classifier"`
}

// A Tradeoff is the precision and recall of distributions of Sajjadi et al.
// 2018 (arXiv 1806.00035): for each weight of the one against the other the most
// that both can be. Up to 1; perfect samples reach (1, 1).
type Tradeoff struct {
	Precision []float64 `json:"precision"`
	Recall    []float64 `json:"recall"`
	Identity  string    `json:"identity"` // features, cells, number of samples
}

// Exhibits are what samples of the end of training show beyond numbers; nil
// where a task or a dataset has no such thing.
func (j *ImageJudge) Exhibits(ctx context.Context, samples sample.Batch) (*Confusion, *Tradeoff, error) {
	c, err := j.closing(ctx, samples)
	if err != nil {
		return nil, nil, err
	}
	return c.confusion(samples), c.tradeoff(samples), nil
}

// confusion is of classes or domains that samples were asked for.
func (t *trial) confusion(samples sample.Batch) *Confusion {
	c := t.classifier
	h := t.test.Header()
	switch {
	case c != nil && t.task == variant.LabelToImage && c.classes > 0:
		return confusion("class", h.Classes, c, c.answer(samples).classes, t.targets, t.test.Label)
	case c != nil && t.task == variant.DomainToDomain && c.domains > 0:
		return confusion("domain", h.Domains, c, c.answer(samples).domains, t.targets, t.test.Domain)
	}
	return nil
}

func confusion(of string, names []string, c *Classifier, p Features, targets []int, asked func(row int) int) *Confusion {
	m := &Confusion{Of: of, Names: names, Counts: make([][]int, len(names)), Classifier: c.Name()}
	for i := range m.Counts {
		m.Counts[i] = make([]int, len(names))
	}
	for i, row := range targets[:p.Rows] {
		m.Counts[asked(row)][largest(p.Row(i))]++
	}
	return m
}

// What the paper takes: 20 cells of the samples and the real rows together, and
// the weights that 1001 angles have.
const (
	tradeoffCells  = 20
	tradeoffAngles = 1001
	tradeoffShown  = 101 // every tenth, which no figure can tell from all
)

func (c *closing) tradeoff(samples sample.Batch) *Tradeoff {
	x, y := c.eye().Features(samples), c.features
	both := NewFeatures(x.Rows+y.Rows, x.Cols)
	copy(both.Data[copy(both.Data, x.Data):], y.Data)
	centres := both.cluster(tradeoffCells)
	precision, recall := tradeoff(histogram(centres, x), histogram(centres, y), tradeoffAngles)
	t := &Tradeoff{Identity: c.named("PRD", "20 cells")}
	for i := 0; i < tradeoffAngles; i += (tradeoffAngles - 1) / (tradeoffShown - 1) {
		t.Precision, t.Recall = append(t.Precision, precision[i]), append(t.Recall, recall[i])
	}
	return t
}

// histogram is the share of rows nearest to each centre.
func histogram(centres, f Features) []float64 {
	shares := make([]float64, centres.Rows)
	cellOf, _ := centres.nearest(f)
	for _, c := range cellOf {
		shares[c] += 1 / float64(f.Rows)
	}
	return shares
}

// tradeoff gives precision and recall of two histograms at angles from nearly 0,
// which asks for recall, to nearly a right one, which asks for precision.
func tradeoff(samples, real []float64, angles int) (precision, recall []float64) {
	const edge = 1e-6 // keeps the tangent finite, as in the paper's own code
	for i := range angles {
		slope := math.Tan(edge + (math.Pi/2-2*edge)*float64(i)/float64(angles-1))
		p := 0.0
		for k := range samples {
			p += math.Min(samples[k], float64(slope*real[k]))
		}
		precision = append(precision, math.Min(p, 1))
		recall = append(recall, math.Min(p/slope, 1))
	}
	return precision, recall
}
