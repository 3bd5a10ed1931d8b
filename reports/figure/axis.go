package figure

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
)

// span is the range of an axis over values and references. Where a few extreme
// values would flatten everything else, it covers the bulk and says that it
// cuts.
func span(values, references []float64) (lo, hi float64, cut bool) {
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return !finite(v) })
	if len(values) == 0 {
		values = []float64{0, 1}
	}
	slices.Sort(values)
	lo, hi, cut = bulk(values)
	full := hi - lo
	for _, r := range references {
		// A reference may widen the range, but not press the curves flat.
		if math.Max(hi, r)-math.Min(lo, r) <= 1.8*full || full == 0 {
			lo, hi = math.Min(lo, r), math.Max(hi, r)
		}
	}
	margin := 0.05 * (hi - lo)
	if margin == 0 {
		margin = math.Max(math.Abs(hi)*0.1, 1e-3)
	}
	return lo - margin, hi + margin, cut
}

// bulk is the range of sorted values without their outermost hundredths, if the
// full range is more than six times as wide.
func bulk(sorted []float64) (lo, hi float64, cut bool) {
	last := len(sorted) - 1
	lo, hi = sorted[0], sorted[last]
	innerLo, innerHi := sorted[(last+50)/100], sorted[last-(last+50)/100]
	if inner := innerHi - innerLo; inner > 0 && hi-lo > 6*inner {
		return innerLo - inner/4, innerHi + inner/4, true
	}
	return lo, hi, false
}

// worthLog says that values are all positive and span more than a factor 30.
func worthLog(values []float64) bool {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	return lo > 0 && hi > 30*lo
}

// ticks places marks at multiples of 1, 2 or 5 times a power of ten.
type ticks struct{}

// mostSteps is how many steps between marks fit on the smallest panel.
const mostSteps = 6

func (ticks) Ticks(lo, hi float64) []plot.Tick {
	step := niceStep((hi - lo) / mostSteps)
	first := math.Ceil(lo / step)
	var marks []plot.Tick
	for i := range mostSteps + 1 {
		if v := (first + float64(i)) * step; v <= hi {
			marks = append(marks, plot.Tick{Value: v, Label: tickLabel(v, step)})
		}
	}
	return marks
}

func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}

// completed extends a range from 0 to the next mark, if that is near.
func completed(hi float64) float64 {
	step := niceStep(hi / mostSteps)
	if next := math.Ceil(hi/step) * step; next <= 1.03*hi {
		return next
	}
	return hi
}

// tickLabel writes v with the digits that step needs and a suffix for large
// numbers: 20k, 1.5M.
func tickLabel(v, step float64) string {
	if math.Abs(v) < step/1000 {
		return "0"
	}
	if a := math.Abs(v); a < 1e-3 || a >= 1e18 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	scale, suffix := siPrefix(math.Abs(v))
	decimals := int(math.Max(0, math.Ceil(-math.Log10(step/scale)-1e-9)))
	return strconv.FormatFloat(v/scale, 'f', decimals, 64) + suffix
}

func siPrefix(v float64) (scale float64, suffix string) {
	for _, p := range []struct {
		scale  float64
		suffix string
	}{{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= p.scale {
			return p.scale, p.suffix
		}
	}
	return 1, ""
}

// logTicks marks 1, 2 and 5 of each decade, or some powers of ten where there
// are many.
type logTicks struct{}

func (logTicks) Ticks(lo, hi float64) []plot.Tick {
	first, last := math.Floor(math.Log10(lo)), math.Ceil(math.Log10(hi))
	factors := []float64{1, 2, 5}
	if last-first > 3 {
		factors = factors[:1]
	}
	stride := math.Ceil((last - first) / mostSteps)
	var marks []plot.Tick
	for e := first; e <= last; e += stride {
		for _, m := range factors {
			if v := m * math.Pow(10, e); v >= lo && v <= hi {
				marks = append(marks, plot.Tick{Value: v, Label: tickLabel(v, v)})
			}
		}
	}
	return marks
}
