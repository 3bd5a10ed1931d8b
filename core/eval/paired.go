package eval

import (
	"fmt"

	"gander/core"
	"gander/plugins/sample"
)

// paired scores translations of which the truth is known: their mean absolute
// error, over all pixels, relative to that of handing the source back. 0 is
// perfect, 1 is doing nothing.
func (t *trial) paired(samples sample.Batch) []core.Score {
	var own, idle float64
	size := samples.RowSize()
	pairs := 0
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
		return nil
	}
	return []core.Score{{
		Key: "paired", Identity: fmt.Sprintf("L1[pixels/truth, relative to source]@%d", pairs),
		Value: own / idle, Direction: core.Lower,
	}}
}

func l1(a, b []byte) float64 {
	total := 0
	for i, v := range a {
		total += max(int(v)-int(b[i]), int(b[i])-int(v))
	}
	return float64(total)
}
