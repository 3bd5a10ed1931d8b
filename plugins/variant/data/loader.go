package data

import (
	"fmt"

	"gander/core/nn/num"
)

// A Loader reads the batches of a stream as learners see them, augmented where
// the header asks for it, and has the next one ready before it is wanted. It is
// used by one goroutine at a time and closed before its File.
type Loader struct {
	file    *File
	order   *Batches
	augment num.Stream
	n       int // rows of a batch

	ready   loaded      // the last batch that was read ahead
	ask     chan uint64 // batches to read ahead
	done    chan struct{}
	pending bool // a batch was asked for and not yet waited for
}

// loaded is one batch in memory.
type loaded struct {
	valid   bool
	k       uint64
	rows    []int
	numbers []float32
}

// NewLoader reads batches of n rows in the given order. stream names what the
// augmentation is drawn from: the dataset, and the domain where order has one.
func NewLoader(f *File, order *Batches, n int, seed uint64, stream ...string) *Loader {
	if n < 1 {
		panic("data: batches of no rows")
	}
	l := &Loader{
		file: f, order: order, n: n, augment: AugmentStream(seed, stream...),
		ready: loaded{rows: make([]int, n), numbers: make([]float32, n*f.header.RowSize())},
		ask:   make(chan uint64, 1), done: make(chan struct{}, 1), // with room for all that is sent: who sends never waits
	}
	go l.serve()
	return l
}

// serve reads what is asked for until Close.
func (l *Loader) serve() {
	for k := range l.ask {
		l.read(k)
		l.done <- struct{}{}
	}
	close(l.done)
}

// Batch writes the k-th batch into dst, n × RowSize numbers, and its rows into
// rows, n indices. Batch k holds the draws k·n … k·n + n − 1.
func (l *Loader) Batch(k uint64, dst []float32, rows []int) {
	if len(dst) != len(l.ready.numbers) || len(rows) != l.n {
		panic(fmt.Sprintf("data: batch of %d rows into %d numbers and %d rows", l.n, len(dst), len(rows)))
	}
	l.wait()
	if l.ready.k != k || !l.ready.valid {
		l.read(k)
	}
	copy(dst, l.ready.numbers)
	copy(rows, l.ready.rows)
	l.ask <- k + 1
	l.pending = true
}

func (l *Loader) wait() {
	if l.pending {
		<-l.done
		l.pending = false
	}
}

// read fills ready with batch k.
func (l *Loader) read(k uint64) {
	first := k * uint64(l.n)
	l.order.At(first, l.ready.rows)
	l.ready.k, l.ready.valid = k, true
	h := l.file.header
	if h.Augment == nil {
		l.file.Floats(l.ready.numbers, l.ready.rows)
		return
	}
	size := h.RowSize()
	for i, row := range l.ready.rows {
		h.Augment.Apply(l.ready.numbers[i*size:(i+1)*size], l.file.Row(row), h.Shape, l.augment, first+uint64(i))
	}
}

// Close ends the reading ahead. The file stays open.
func (l *Loader) Close() {
	l.wait()
	close(l.ask)
	<-l.done
}
