package data

import "gander/core/nn/num"

// Batches is the endless order in which a named stream draws rows: epoch by
// epoch, each a permutation of all of them. The k-th draw is a pure function of
// (seed, stream, k), so a run that stopped goes on with the same rows.
//
// Draw k is number k mod n of num.Permutation(stream, k / n, n), n being the
// number of rows; there are 2³² epochs. The stream's name is that of the
// dataset, then the domain where there are several, then what the draws are
// for: ("faces", "batches").
//
// A Batches remembers the last permutation that it made, to save time only. It
// is used by one goroutine at a time.
type Batches struct {
	rows   []int // nil means 0 … n−1
	n      int
	stream num.Stream
	epoch  uint64 // of order
	order  []int
}

// NewBatches draws from the rows 0 … n−1. It panics unless n is positive.
func NewBatches(n int, seed uint64, stream ...string) *Batches {
	if n < 1 {
		panic("data: batches of no rows")
	}
	return &Batches{n: n, stream: num.NewStream(seed, stream...)}
}

// NewBatchesOf draws from the given rows, such as those of one domain. It
// panics if there are none. The rows are kept, not copied.
func NewBatchesOf(rows []int, seed uint64, stream ...string) *Batches {
	b := NewBatches(len(rows), seed, stream...)
	b.rows = rows
	return b
}

// Len is the number of rows, the length of an epoch.
func (b *Batches) Len() int { return b.n }

// At fills dst with the draws k, k+1, … . A batch may span epochs.
func (b *Batches) At(k uint64, dst []int) {
	for i := range dst {
		dst[i] = b.draw(k + uint64(i))
	}
}

func (b *Batches) draw(k uint64) int {
	n := uint64(b.n)
	if epoch := k / n; b.order == nil || epoch != b.epoch {
		b.shuffle(epoch)
	}
	row := b.order[k%n]
	if b.rows != nil {
		return b.rows[row]
	}
	return row
}

// shuffle puts the rows in the order of an epoch, where that of the last one was.
func (b *Batches) shuffle(epoch uint64) {
	if b.order == nil {
		b.order = make([]int, b.n)
	}
	num.Permute(b.order, b.stream, epoch)
	b.epoch = epoch
}
