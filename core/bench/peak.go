package bench

import (
	"cmp"
	"slices"
	"time"

	"gander/core/nn/kernel"
)

// peak is the multiply-adds a second of the best instruction set of this machine.
func peak(threads int) (most float64) {
	for _, isa := range kernel.ISAs() {
		if isa == "emulated" {
			continue
		}
		d, err := kernel.NewCPU(isa, threads)
		if err != nil {
			continue
		}
		most = max(most, d.MultiplyAdds(5*time.Millisecond))
		d.Close()
	}
	return most
}

func mean(x []float64) (sum float64) {
	for _, v := range x {
		sum += v / float64(len(x))
	}
	return sum
}

func median(x []float64) float64 {
	sorted := slices.SortedFunc(slices.Values(x), cmp.Compare)
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
