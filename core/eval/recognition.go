package eval

import (
	"context"
	"fmt"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// answers are what a classifier says of images.
type answers struct {
	classes    Features // probabilities, a row for each image
	domains    Features
	attributes Features // logits: above 0 is yes
	content    Features // logits of the classes; without any the features that all follow from
}

func (c *Classifier) answer(images sample.Batch) answers {
	f, at := c.run(images), classifierSize
	next := func(n int) Features { at += n; return f.columns(at-n, at) }
	a := answers{next(c.classes), next(c.domains), next(c.attributes), c.contentOf(f)}
	a.classes.softmax()
	a.domains.softmax()
	return a
}

// softmax turns rows of logits into probabilities.
func (f Features) softmax() {
	for i := range f.Rows {
		row := f.Row(i)
		if len(row) == 0 {
			return
		}
		top, total := row[largest(row)], 0.0
		for k := range row {
			row[k] = num.Exp(row[k] - top)
			total += row[k]
		}
		for k := range row {
			row[k] /= total
		}
	}
}

func largest(row []float64) int {
	best := 0
	for k, v := range row {
		if v > row[best] {
			best = k
		}
	}
	return best
}

// ClassifierScore is exp E KL(p(y|x) ‖ p(y)) for rows of probabilities p(y|x):
// from 1, where all images look the same to the classifier or like nothing, to
// the number of classes (Salimans et al. 2016, eq. 1, with a classifier of
// one's own). It does not look at real images.
func ClassifierScore(p Features) float64 {
	margin := make([]float64, p.Cols)
	for i := range p.Rows {
		for k, v := range p.Row(i) {
			margin[k] += v / float64(p.Rows)
		}
	}
	total := 0.0
	for i := range p.Rows {
		for k, v := range p.Row(i) {
			if v > 0 {
				total += float64(v * num.Log(v/margin[k]))
			}
		}
	}
	return num.Exp(total / float64(p.Rows))
}

// recognition scores what the classifier sees in samples. Their floors are what
// it says of test images, so they show how often it errs itself.
func (t *trial) recognition(_ context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	c := t.classifier
	if c == nil {
		return nil, nil
	}
	a := c.answer(samples)
	var list []core.Score
	add := func(key, statistic string, direction core.Direction, value float64) {
		name := fmt.Sprintf("%s[%s.%s]@%d", statistic, classifierName, c.hash[:6], len(t.targets))
		list = append(list, core.Score{Key: key, Identity: name, Direction: direction, Value: value})
	}
	targets := pick(t.targets, indices)
	if c.classes > 0 && !translates(t.task) {
		add("cs", "CS", core.Higher, ClassifierScore(a.classes))
		add("label_kl", "KL/labels", core.Lower, labelDivergence(a.classes, t.test))
	}
	if c.classes > 0 && t.task == variant.LabelToImage {
		add("accuracy", "label-accuracy", core.Higher, hits(a.classes, targets, t.test.Label))
	}
	if c.domains > 0 && t.task == variant.DomainToDomain {
		add("domain_accuracy", "domain-accuracy", core.Higher, hits(a.domains, targets, t.test.Domain))
	}
	if c.classes > 0 && translates(t.task) {
		add("class_kept", "class-kept", core.Higher, t.classKept(a.classes, targets, pick(t.sources, indices)))
	}
	if c.attributes > 0 && t.task == variant.AttributeTo {
		changed, kept := t.attributeErrors(a.attributes, targets, pick(t.sources, indices), 0, c.attributes)
		add("changed_error", "attribute-error/changed", core.Lower, changed)
		add("kept_error", "attribute-error/kept", core.Lower, kept)
		if c.attributes > 1 {
			add("attributes_met", "all-attributes", core.Higher, t.attributesMet(a.attributes, targets))
		}
	}
	if translates(t.task) {
		list = append(list, t.contentScore(a.content, indices))
	}
	return measured(list), nil
}

func pick(of, indices []int) []int {
	picked := make([]int, len(indices))
	for i, k := range indices {
		picked[i] = of[k]
	}
	return picked
}

// hits is the share of samples whose likeliest answer is that of the target.
func hits(p Features, targets []int, truth func(row int) int) float64 {
	right := 0
	for i, row := range targets {
		if largest(p.Row(i)) == truth(row) {
			right++
		}
	}
	return float64(right) / float64(len(targets))
}

// classKept is the share of translations that are taken for the class of their
// source, among those whose target is of that class too; NaN if there are none.
func (t *trial) classKept(p Features, targets, sources []int) float64 {
	kept, total := 0.0, 0.0
	for i := range targets {
		label := t.test.Label(sources[i])
		if label != t.test.Label(targets[i]) {
			continue
		}
		total++
		if largest(p.Row(i)) == label {
			kept++
		}
	}
	return kept / total
}

// labelDivergence is the Kullback–Leibler divergence, in nats, of the classes
// that samples are taken for from those that the test split has.
func labelDivergence(p Features, test *data.File) float64 {
	seen, real := make([]float64, p.Cols), make([]float64, p.Cols)
	for i := range p.Rows {
		seen[largest(p.Row(i))] += 1 / float64(p.Rows)
	}
	for row := range test.Rows() {
		real[test.Label(row)] += 1 / float64(test.Rows())
	}
	kl := 0.0
	for k, v := range seen {
		if v > 0 {
			// A class that the test split lacks counts as if it had one row of it.
			kl += float64(v * num.Log(v/max(real[k], 1/float64(test.Rows()))))
		}
	}
	return kl
}

// attributeErrors are the shares of wrong attributes among those that were to
// change and among those that were to stay, over the attributes from one to
// before another. NaN where there are none.
func (t *trial) attributeErrors(logits Features, targets, sources []int, from, to int) (changed, kept float64) {
	var wrong, total [2]float64
	for i := range targets {
		want, had := t.test.Attributes(targets[i]), t.test.Attributes(sources[i])
		for k := from; k < to; k++ {
			what := 0
			if want[k] == had[k] {
				what = 1
			}
			total[what]++
			if (logits.Row(i)[k] > 0) != (want[k] == 1) {
				wrong[what]++
			}
		}
	}
	return wrong[0] / total[0], wrong[1] / total[1]
}

// attributes scores each attribute on its own, where there are several.
func (c *closing) attributes(_ context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	judge := c.classifier
	if judge == nil || judge.attributes < 2 || c.task != variant.AttributeTo {
		return nil, nil
	}
	logits := judge.answer(samples).attributes
	targets, sources := pick(c.targets, indices), pick(c.sources, indices)
	var list []core.Score
	for k, name := range c.test.Header().Attributes {
		changed, kept := c.attributeErrors(logits, targets, sources, k, k+1)
		for _, e := range []struct {
			key, what string
			value     float64
		}{{"changed_error", "changed", changed}, {"kept_error", "kept", kept}} {
			identity := fmt.Sprintf("attribute-error/%s[%s.%s, %s]@%d", e.what, classifierName, judge.hash[:6], name, len(c.targets))
			list = append(list, core.Score{Key: e.key + ":" + name, Identity: identity, Direction: core.Lower, Value: e.value})
		}
	}
	return measured(list), nil
}

// card states how often the classifier is right on the test split.
func (j *ImageJudge) card(c *Classifier) Card {
	card := Card{Name: classifierName, SHA256: c.hash, Data: j.train.Header().SHA256}
	rows := sequence(j.test.Rows())
	a := c.answer(batch(j.test, rows))
	if c.classes > 0 {
		v := hits(a.classes, rows, j.test.Label)
		card.Classes = &v
	}
	if c.domains > 0 {
		v := hits(a.domains, rows, j.test.Domain)
		card.Domains = &v
	}
	if c.attributes > 0 {
		t := trial{test: j.test}
		_, wrong := t.attributeErrors(a.attributes, rows, rows, 0, c.attributes)
		v := 1 - wrong
		card.Attributes = &v
	}
	return card
}
