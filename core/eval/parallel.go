package eval

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for 0 … n−1 on all processors, in no particular order: f(i)
// writes to what belongs to i alone.
func parallel(n int, f func(i int)) {
	workers(n, func(mine iter.Seq[int]) {
		for i := range mine {
			f(i)
		}
	})
}

// workers calls work on every processor, at most n times; each call is given
// its share of 0 … n−1, in no particular order.
func workers(n int, work func(mine iter.Seq[int])) {
	var next atomic.Int64
	mine := func(yield func(int) bool) {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			if !yield(i) {
				return
			}
		}
	}
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() { work(mine) })
	}
	all.Wait()
}
