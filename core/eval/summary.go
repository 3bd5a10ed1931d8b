package eval

import (
	"math"
	"slices"
)

// A Summary condenses the values of one score over seeds.
type Summary struct {
	N              int
	Mean, Min, Max float64
	// SD is the sample standard deviation, with n−1; NaN for a single value.
	SD float64
	// IQM is the interquartile mean: the mean of what is left when a quarter
	// of the values, rounded down, is dropped at each end (Agarwal et al. 2021,
	// "Deep RL at the edge of the statistical precipice"). Four values are the
	// fewest of which it drops any.
	IQM float64
}

// Summarise condenses at least one value; it panics on none.
func Summarise(values []float64) Summary {
	sorted := slices.Sorted(slices.Values(values))
	return Summary{
		N: len(sorted), Mean: mean(sorted), SD: math.Sqrt(variance(sorted)), IQM: IQM(sorted),
		Min: sorted[0], Max: sorted[len(sorted)-1],
	}
}

// IQM is the interquartile mean, see Summary.
func IQM(values []float64) float64 { return iqmInPlace(slices.Clone(values)) }

// iqmInPlace sorts the values.
func iqmInPlace(values []float64) float64 {
	slices.Sort(values)
	cut := len(values) / 4
	return mean(values[cut : len(values)-cut])
}

// IQMInterval is the bootstrapped 95 % interval of the interquartile mean of at
// least one value.
func IQMInterval(values []float64) Interval {
	return Bootstrap(0.95, 0, func(g ...[]float64) float64 { return iqmInPlace(g[0]) }, values)
}

func mean(values []float64) float64 { return sum(values) / float64(len(values)) }

// variance has n−1 in the denominator.
func variance(values []float64) float64 {
	m, s := mean(values), 0.0
	for _, v := range values {
		s += float64((v - m) * (v - m))
	}
	return s / float64(len(values)-1)
}
