package eval

import (
	"encoding/binary"
	"math"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// conditions are what n samples are asked for, as rows of the test split: a
// sample should look as if it were its target, so that perfect samples are
// distributed as the targets are. They depend on the data, the task and n
// alone, so all variants meet the same ones.
type conditions struct {
	task    variant.Task
	targets []int // in random order, over and over when n is larger than the split
	sources []int // for translations: the image to begin with, of another target
}

func newConditions(test *data.File, task variant.Task, n int) conditions {
	order := num.Permutation(num.NewStream(0, "evaluation"), 0, test.Rows())
	c := conditions{task: task, targets: make([]int, n)}
	for i := range c.targets {
		c.targets[i] = order[i%len(order)]
	}
	if translates(task) {
		c.sources = newSources(test, task, order, c.targets)
	}
	return c
}

func translates(task variant.Task) bool {
	return task == variant.DomainToDomain || task == variant.AttributeTo
}

// newSources finds what to translate. Where the data know which rows show the
// same thing, it is the target in another style, so that the truth is known;
// else an image of the target's class, so that the class should stay.
func newSources(test *data.File, task variant.Task, order, targets []int) []int {
	groups, classes := map[int][]int{}, map[int][]int{}
	for _, row := range order {
		if g := test.Group(row); g >= 0 {
			groups[g] = append(groups[g], row)
		}
		classes[test.Label(row)] = append(classes[test.Label(row)], row)
	}
	sources := make([]int, len(targets))
	for i, t := range targets {
		for _, among := range [][]int{groups[test.Group(t)], classes[test.Label(t)], order} {
			from, ok := another(test, task, t, among, i)
			sources[i] = from
			if ok {
				break
			}
		}
	}
	return sources
}

// another is a row of other style than row t, t itself if there is none: of those
// that differ from it in the fewest attributes, so that bold italic letters come
// from italic ones, the first one from place i on.
func another(test *data.File, task variant.Task, t int, rows []int, i int) (row int, ok bool) {
	row, least := t, math.MaxInt
	for k := range rows {
		other := rows[(i+k)%len(rows)]
		if ask(test, other, task) == ask(test, t, task) {
			continue
		}
		if task == variant.AttributeTo { // what differs is what is asked for
			return other, true
		}
		if d := differing(test.Attributes(other), test.Attributes(t)); d < least {
			row, least, ok = other, d, true
		}
	}
	return row, ok
}

// differing is how many attributes differ.
func differing(a, b []byte) int {
	n := 0
	for i, v := range a {
		if v != b[i] {
			n++
		}
	}
	return n
}

// ask is what a row stands for in a task: a class for label→image, a domain or
// attributes for translations, nothing for the others. Rows that stand for the
// same have equal strings.
func ask(f *data.File, row int, task variant.Task) string {
	switch task {
	case variant.LabelToImage:
		return string(binary.AppendVarint(nil, int64(f.Label(row))))
	case variant.DomainToDomain:
		return string(binary.AppendVarint(nil, int64(f.Domain(row))))
	case variant.AttributeTo:
		return string(f.Attributes(row))
	}
	return ""
}

// rows are the conditions as a variant takes them.
func (c conditions) rows(test *data.File) []variant.Row {
	rows := make([]variant.Row, len(c.targets))
	for i, t := range c.targets {
		rows[i] = variant.Row{Index: uint64(i), Label: test.Label(t), Domain: test.Domain(t)}
		for _, a := range test.Attributes(t) {
			rows[i].Attributes = append(rows[i].Attributes, float32(a))
		}
		if c.sources != nil {
			rows[i].Source = make([]float32, test.Header().RowSize())
			test.Floats(rows[i].Source, []int{c.sources[i]})
		}
	}
	return rows
}

// reference are the rows of the test split that samples are held against: each
// target once.
func (c conditions) reference(test *data.File) []int {
	return c.targets[:min(len(c.targets), test.Rows())]
}

// real gives, for as many conditions as possible, a row of f that stands for
// what the condition asks; no row is given twice.
func (c conditions) real(f, test *data.File) (indices, rows []int) {
	stock := map[string][]int{}
	for _, row := range num.Permutation(num.NewStream(0, "evaluation", "floor"), 0, f.Rows()) {
		what := ask(f, row, c.task)
		stock[what] = append(stock[what], row)
	}
	for i, t := range c.targets {
		what := ask(test, t, c.task)
		if left := stock[what]; len(left) > 0 {
			indices, rows = append(indices, i), append(rows, left[0])
			stock[what] = left[1:]
		}
	}
	return indices, rows
}

func sequence(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}
