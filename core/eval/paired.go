package eval

import (
	"fmt"
	"slices"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// paired scores translations of which the truth is known by their error. Beside
// it stands what a network gets that was shown pairs, on the same ones and on
// pairs that it was shown.
func (t *trial) paired(samples sample.Batch) []core.Score {
	value, pairs := t.error(samples)
	if pairs == 0 {
		return nil
	}
	scores := []core.Score{{
		Key: "paired", Identity: fmt.Sprintf("L1[pixels/pair, relative to source]@%d", pairs),
		Value: value, Direction: core.Lower,
	}}
	if s := t.supervised; s != nil {
		identity := func(what string, n int) string {
			return fmt.Sprintf("L1[pixels/%s, relative to source, of %s.%s, not of the samples]@%d", what, supervisedName, s.hash[:6], n)
		}
		scores = append(scores,
			core.Score{Key: "paired_taught", Identity: identity("pair", pairs), Value: s.error, Direction: core.Neither},
			core.Score{Key: "paired_shown", Identity: identity("pair that it was shown", s.pairs), Value: s.shown, Direction: core.Neither})
	}
	return scores
}

// error is the mean absolute error of translations over all pixels, relative to
// that of handing the source back, and of how many: 0 is perfect, 1 is doing
// nothing. It is of none where no pair is known or differs.
func (t *trial) error(samples sample.Batch) (value float64, pairs int) {
	var own, idle float64
	size, isPair := samples.RowSize(), pairer(t.test, t.task)
	for i, source := range t.sources {
		truth := t.targets[i]
		if !isPair(source, truth) {
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

// pairer tells which rows of a file are a pair: they show the same thing in two
// styles. Between domains they differ in the domain alone: nobody could tell from
// bold letters, asked for ones that are not, that small capitals are meant.
func pairer(f *data.File, task variant.Task) func(a, b int) bool {
	sameThing := func(a, b int) bool { return f.Group(a) >= 0 && f.Group(a) == f.Group(b) }
	if task != variant.DomainToDomain {
		return sameThing
	}
	free := freeAttributes(f)
	return func(a, b int) bool {
		if !sameThing(a, b) {
			return false
		}
		x, y := f.Attributes(a), f.Attributes(b)
		return !slices.ContainsFunc(free, func(k int) bool { return x[k] != y[k] })
	}
}

// freeAttributes are those that do not follow from the domain: some domain has
// rows with them and rows without.
func freeAttributes(f *data.File) (free []int) {
	first := map[int][]byte{} // attributes of the first row of each domain
	varies := make([]bool, len(f.Header().Attributes))
	for row := range f.Rows() {
		own := f.Attributes(row)
		if _, known := first[f.Domain(row)]; !known {
			first[f.Domain(row)] = own
		}
		for k, v := range own {
			varies[k] = varies[k] || v != first[f.Domain(row)][k]
		}
	}
	for k, v := range varies {
		if v {
			free = append(free, k)
		}
	}
	return free
}
