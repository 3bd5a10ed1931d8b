package reports

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// none stands where there is no value.
const none = "–"

// decimals is how many places a column needs: three digits of its median
// magnitude and one of its smallest, none for whole numbers, six at most.
func decimals(values []float64) int {
	var known []float64
	whole := true
	for _, v := range values {
		if a := math.Abs(v); a > 0 && !math.IsInf(a, 0) {
			known = append(known, a)
			whole = whole && a == math.Trunc(a)
		}
	}
	if whole {
		return 0
	}
	slices.Sort(known)
	places := func(digits int, v float64) int { return digits - 1 - int(math.Floor(math.Log10(v))) }
	return min(max(places(3, known[(len(known)-1)/2]), places(1, known[0]), 0), 6)
}

// columnDecimals suits means and their standard deviations: whole means get two
// places where a deviation needs them.
func columnDecimals(means, sds []float64) int {
	places := decimals(means)
	if places == 0 && decimals(sds) > 0 && slices.Max(means) < 100 {
		return 2
	}
	return places
}

// fixed writes v with a number of decimals; huge values in scientific form.
func fixed(v float64, places int) string {
	switch {
	case math.IsNaN(v):
		return none
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "-∞"
	case v == 0 && places > 4:
		return "0" // whose places say nothing
	case math.Abs(v) >= 1e7:
		return strconv.FormatFloat(v, 'e', 2, 64)
	}
	text := strconv.FormatFloat(v, 'f', places, 64)
	if v < 0 && strings.Trim(text, "-0.") == "" {
		return text[1:] // a zero has no sign
	}
	return text
}

// twoDigits writes v ≥ 0 with two digits, three places at most: 0.025, 0.16,
// 1.3, 12.
func twoDigits(v float64) string {
	places := 3
	for _, from := range []float64{0.0995, 0.995, 9.95} {
		if v >= from {
			places--
		}
	}
	return strconv.FormatFloat(v, 'f', places, 64)
}

// count writes a large number with three digits at most and a suffix: 60k,
// 1.25M.
func count(v float64) string {
	for _, p := range []struct {
		scale  float64
		suffix string
	}{{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= 0.9995*p.scale {
			return strconv.FormatFloat(threeDigits(v/p.scale), 'f', -1, 64) + p.suffix
		}
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// threeDigits rounds v ≥ 0.9995.
func threeDigits(v float64) float64 {
	unit := math.Pow(10, max(0, 2-math.Floor(math.Log10(v)+1e-9)))
	return math.Round(v*unit) / unit
}

// duration writes seconds for people: 8.2 s, 3 min 12 s, 2 h 05 min.
func duration(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch {
	case seconds < 10:
		return fmt.Sprintf("%.1f s", seconds)
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return fmt.Sprintf("%d h %02d min", d/time.Hour, d%time.Hour/time.Minute)
}
