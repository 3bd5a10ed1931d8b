package dataset

import "sync"

// A budget is an amount that several goroutines share, so that many processors
// do not take up many times the memory.
type budget struct {
	mu    sync.Mutex
	freed sync.Cond
	whole int
	left  int
}

func newBudget(whole int) *budget {
	b := &budget{whole: whole, left: whole}
	b.freed.L = &b.mu
	return b
}

// take waits for n, or for all where that is less, and gives the function that
// hands it back.
func (b *budget) take(n int) (giveBack func()) {
	n = min(n, b.whole)
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.left < n {
		b.freed.Wait()
	}
	b.left -= n
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.left += n
		b.freed.Broadcast()
	}
}
