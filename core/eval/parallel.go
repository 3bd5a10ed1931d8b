package eval

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for 0 … n−1 on all processors, in no particular order: f(i)
// writes to what belongs to i alone.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	all.Wait()
}
