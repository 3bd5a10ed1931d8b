package dataset

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestBudgetIsNeverExceeded(t *testing.T) {
	b := newBudget(10)
	var used, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			n := i%12 + 1
			giveBack := b.take(n)
			most.Store(max(most.Load(), used.Add(int64(min(n, 10)))))
			used.Add(-int64(min(n, 10)))
			giveBack()
		})
	}
	wg.Wait()
	if most.Load() > 10 || b.left != 10 {
		t.Errorf("%d were out at once of 10, %d are left", most.Load(), b.left)
	}
}
