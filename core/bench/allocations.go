package bench

import (
	"context"
	"math"
	"runtime"

	"gander/plugins/variant"
)

// allocations are those on the Go heap that f makes.
func allocations(f func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs)
}

// idler is a learner whose steps do nothing.
type idler struct {
	variant.Learner
	scalars []float64
}

// Step reports zeros.
func (i idler) Step() (variant.Progress, error) { return variant.Progress{Scalars: i.scalars}, nil }

// idle are the allocations of an advance of one step that does nothing: the fewest
// of some, since the runtime's own are among them now and then.
func idle(keys []variant.ScalarSpec) float64 {
	var l variant.Learner = idler{scalars: make([]float64, len(keys))} // here, as it allocates
	least := math.Inf(1)
	for range 10 {
		least = min(least, allocations(func() {
			// A step that does nothing does nothing wrong.
			_ = variant.Advance(context.Background(), l, keys, 0, 1, 1, func(variant.Report) error { return nil })
		}))
	}
	return least
}
