package figure

import (
	"math"
	"slices"
)

// A Trace is what one run recorded of one quantity. X and Y are of equal
// length, X is finite and does not fall; Y may hold anything.
type Trace struct {
	X, Y []float64
	// Aside keeps the trace out of mean and band: its run has no result.
	Aside bool
	// Broken marks the last finite point: the run ended badly there.
	Broken bool
	// Flags are ringed and named.
	Flags []Flag
}

// A Series is the traces of one label, one for each seed.
type Series struct {
	Name   string
	Style  int // chooses colour, dashes and marker
	Traces []Trace
}

// summary is the mean of traces with their least and greatest value at each x.
type summary struct{ x, mean, low, high []float64 }

// summarise takes the traces that are not aside where all of them have values.
func (s Series) summarise() summary {
	var members []Trace
	for _, t := range s.Traces {
		if !t.Aside && len(t.X) > 0 {
			members = append(members, t)
		}
	}
	var sum summary
	for _, x := range commonX(members) {
		sum.add(x, members)
	}
	return sum
}

func (s *summary) add(x float64, members []Trace) {
	total, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for _, t := range members {
		y := t.at(x)
		total, low, high = total+y, math.Min(low, y), math.Max(high, y)
	}
	s.x = append(s.x, x)
	s.mean = append(s.mean, total/float64(len(members)))
	s.low, s.high = append(s.low, low), append(s.high, high)
}

// mostCommon bounds the points of a mean over traces that share no x.
const mostCommon = 400

// commonX gives the x of the traces within the range that all of them cover,
// evenly thinned where they are very many.
func commonX(traces []Trace) []float64 {
	from, to := math.Inf(-1), math.Inf(1)
	var all []float64
	for _, t := range traces {
		from, to = math.Max(from, t.X[0]), math.Min(to, t.X[len(t.X)-1])
		all = append(all, t.X...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	all = slices.DeleteFunc(all, func(x float64) bool { return x < from || x > to })
	if len(all) <= mostCommon {
		return all
	}
	thin := make([]float64, mostCommon)
	for i := range thin {
		thin[i] = all[i*(len(all)-1)/(mostCommon-1)]
	}
	return thin
}

// at interpolates linearly; it is NaN beside a value that is not finite.
func (t Trace) at(x float64) float64 {
	i, exact := slices.BinarySearch(t.X, x)
	if exact {
		return finiteOrNaN(t.Y[i])
	}
	if i == 0 || i == len(t.X) {
		return math.NaN()
	}
	share := (x - t.X[i-1]) / (t.X[i] - t.X[i-1])
	return finiteOrNaN(t.Y[i-1] + share*(t.Y[i]-t.Y[i-1]))
}

// Thin condenses the trace to n points at most, each the mean of its
// neighbours. A value that is not finite stays one.
func (t Trace) Thin(n int) Trace {
	if len(t.X) <= n {
		return t
	}
	thin := t
	thin.X, thin.Y = make([]float64, n), make([]float64, n)
	for i := range n {
		from, to := i*len(t.X)/n, (i+1)*len(t.X)/n
		thin.X[i], thin.Y[i] = mean(t.X[from:to]), mean(t.Y[from:to])
	}
	return thin
}

// lastFinite is the index of the last finite value, or -1.
func (t Trace) lastFinite() int {
	for i := len(t.Y) - 1; i >= 0; i-- {
		if finite(t.Y[i]) {
			return i
		}
	}
	return -1
}

func mean(v []float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total / float64(len(v))
}

// mostDrawable bounds what counts as finite, far beyond float32, so that no
// difference of two values overflows.
const mostDrawable = 1e100

func finite(v float64) bool { return math.Abs(v) <= mostDrawable }

func finiteOrNaN(v float64) float64 {
	if finite(v) {
		return v
	}
	return math.NaN()
}
