package eval

import (
	"fmt"

	"gander/core"
	"gander/plugins/sample"
)

// paired scores translations of which the truth is known by their error. Beside
// it stands what a network gets that was shown the pairs.
func (t *trial) paired(samples sample.Batch) []core.Score {
	value, pairs := t.error(samples)
	if pairs == 0 {
		return nil
	}
	scores := []core.Score{{
		Key: "paired", Identity: fmt.Sprintf("L1[pixels/truth, relative to source]@%d", pairs),
		Value: value, Direction: core.Lower,
	}}
	if s := t.supervised; s != nil {
		scores = append(scores, core.Score{
			Key: "paired_taught", Identity: fmt.Sprintf("L1[pixels/truth, relative to source, of %s.%s, not of the samples]@%d", supervisedName, s.hash[:6], pairs),
			Value: s.error, Direction: core.Neither,
		})
	}
	return scores
}

// error is the mean absolute error of translations over all pixels, relative to
// that of handing the source back, and of how many: 0 is perfect, 1 is doing
// nothing. It is of none where no truth is known or differs from its source.
func (t *trial) error(samples sample.Batch) (value float64, pairs int) {
	var own, idle float64
	size := samples.RowSize()
	for i, source := range t.sources {
		truth := t.targets[i]
		if t.test.Group(source) < 0 || t.test.Group(source) != t.test.Group(truth) {
			continue
		}
		pairs++
		own += l1(samples.U8[i*size:(i+1)*size], t.test.Row(truth))
		idle += l1(t.test.Row(source), t.test.Row(truth))
	}
	if idle == 0 {
		return 0, 0
	}
	return own / idle, pairs
}

func l1(a, b []byte) float64 {
	total := 0
	for i, v := range a {
		total += max(int(v)-int(b[i]), int(b[i])-int(v))
	}
	return float64(total)
}
