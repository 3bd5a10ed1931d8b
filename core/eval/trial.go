package eval

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// A trial is what a number of samples are held against.
type trial struct {
	conditions
	test    *data.File
	strata  []stratum
	panels  []panel
	anchors anchors
	idle    idle

	classifier *Classifier // nil if there is none
	content    Features    // what it sees in the sources of translations
	supervised *supervised // nil where there are no pairs to learn from
}

func newTrial(j *ImageJudge, n int) (*trial, error) {
	c := newConditions(j.test, j.task, n)
	t := &trial{conditions: c, test: j.test, strata: c.strata(j.train, j.test), classifier: j.classifier}
	real := batch(j.test, c.reference(j.test))
	random := panel{name: randomName(j.extractors)}
	for _, e := range j.extractors {
		random.extractors = append(random.extractors, e)
	}
	t.panels = []panel{random}
	if c := j.classifier; c != nil {
		if t.sources != nil {
			t.content = c.answer(batch(j.test, t.sources)).content
		}
		t.panels = append(t.panels, panel{name: c.Name(), suffix: "_cnn", distances: true, extractors: []extractor{c}})
	}
	for _, n := range j.networks {
		t.panels = append(t.panels, n.panel())
	}
	for i := range t.panels {
		if err := t.panels[i].refer(real, t.strata); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// measure scores samples without their anchors, each score being the mean over
// the extractors of a panel. The conditions of the samples are given by their
// indices, ascending.
func (t *trial) measure(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	var scores []core.Score
	for _, p := range t.panels {
		own, byExtractor := t.scores(p), make([]map[string]float64, len(p.extractors))
		for i, e := range p.extractors {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			seen, err := e.look(samples)
			if err != nil {
				return nil, err
			}
			values := t.values(seen, p.references[i], indices)
			for k := range own {
				own[k].Value += values[strings.Replace(own[k].Key, p.suffix, "", 1)] / float64(len(p.extractors))
			}
			byExtractor[i] = values
		}
		scores = append(append(scores, own...), disagreement(own, byExtractor)...)
	}
	return scores, nil
}

// disagreement is the standard deviation of the kernel and the Fréchet distance over
// a panel's extractors: how far the choice of a random network moves them.
func disagreement(scores []core.Score, byExtractor []map[string]float64) []core.Score {
	if len(byExtractor) < 2 {
		return nil
	}
	var list []core.Score
	for _, s := range scores {
		if s.Key != "kd" && s.Key != "fd" {
			continue
		}
		values := make([]float64, len(byExtractor))
		for i, v := range byExtractor {
			values[i] = v[s.Key]
		}
		list = append(list, core.Score{
			Key: s.Key + "_seeds", Identity: "sd " + s.Identity, Direction: core.Neither, Value: math.Sqrt(variance(values)),
		})
	}
	return list
}

// scores are those that the task has, without their values.
func (t *trial) scores(p panel) []core.Score {
	styles := len(t.strata[0].conditions) < len(t.targets)
	var list []core.Score
	for _, s := range statistics {
		if !s.fits(t.task, styles) || p.distances && !s.distance {
			continue
		}
		layer := p.name
		if s.byStyle && styles {
			layer += "/by-style"
		}
		if s.settings != "" {
			layer += ", " + s.settings
		}
		identity := fmt.Sprintf("%s[%s]@%d", p.known.named(s.name), layer, len(t.targets))
		list = append(list, core.Score{Key: s.key + p.suffix, Identity: identity, Direction: s.direction})
	}
	return append(list, t.styleScores(p)...)
}

// styleScores are those of each style on its own, without values.
func (t *trial) styleScores(p panel) []core.Score {
	var list []core.Score
	for _, s := range t.strata {
		if s.name == "" {
			continue
		}
		for _, of := range statistics {
			if !of.ofStyle(t.task, p) {
				continue
			}
			layer := p.name + "/to " + s.name
			if of.settings != "" {
				layer += ", " + of.settings
			}
			list = append(list, core.Score{
				Key: styleKey(of.key, t.task) + p.suffix + ":" + s.name, Direction: of.direction,
				Identity: fmt.Sprintf("%s[%s]@%d", p.known.named(of.name), layer, len(s.conditions)),
			})
		}
	}
	return list
}

// values are the statistics of samples by what one extractor sees; those by
// style are means over the styles.
func (t *trial) values(x Features, y reference, indices []int) map[string]float64 {
	values := map[string]float64{
		"diversity": spread(x) / y.spread,
		"fd":        newGaussian(x).distanceBy(y.gauss, y.root),
	}
	if asks(t.task) {
		values["agreement"] = t.agreement(x, y.all, indices)
	}
	for i, s := range t.strata {
		for key, v := range byStyle(x.pick(s.among(indices)), y.strata[i]) {
			values[key] += v / float64(len(t.strata))
			values[styleKey(key, t.task)+":"+s.name] = v
		}
	}
	return values
}

// spread is the root mean square distance between two rows.
func spread(f Features) float64 {
	_, variances := f.Moments()
	return math.Sqrt(2 * sum(variances))
}

// agreement is the share of samples whose nearest reference row stands for what
// their condition asks (a one-nearest-neighbour classifier).
func (t *trial) agreement(x, y Features, indices []int) float64 {
	right := 0
	found, _ := y.nearest(x)
	for i, row := range found {
		if ask(t.test, t.targets[row], t.task) == ask(t.test, t.targets[indices[i]], t.task) {
			right++
		}
	}
	return float64(right) / float64(x.Rows)
}
