package reports

import (
	"math"
	"strings"

	"gander/core"
)

// measured gives the values of a column as the expectation measures them: as
// they are, as the share of the gap from noise to real data that is closed, or
// as a share of what real data get. Where real data or noise were not scored
// the result is none.
func measured(e core.Expectation, column Column, cell Cell) Cell {
	var of func(v float64) float64
	switch e.Measure {
	case core.GapClosed:
		of = gapClosed(column)
	case core.ShareOfReal:
		of = shareOfReal(column)
	default:
		return cell
	}
	if of == nil {
		return Cell{Mean: math.NaN()}
	}
	values := make([]SeedValue, len(cell.Values))
	total := 0.0
	for i, v := range cell.Values {
		values[i] = SeedValue{v.Seed, of(v.Value)}
		total += values[i].Value
	}
	cell.Values, cell.Mean = values, total/float64(len(values)) // NaN without values
	return cell
}

// gapClosed is 0 for what noise gets and 1 for what real data get.
func gapClosed(c Column) func(float64) float64 {
	if c.Floor == nil || c.Ceiling == nil || *c.Floor == *c.Ceiling {
		return nil
	}
	return func(v float64) float64 { return (*c.Ceiling - v) / (*c.Ceiling - *c.Floor) }
}

// shareOfReal compares shares of right answers; scores that count errors are
// turned around.
func shareOfReal(c Column) func(float64) float64 {
	if c.Floor == nil {
		return nil
	}
	if strings.HasSuffix(c.Key, "_error") {
		return func(v float64) float64 { return (1 - v) / (1 - *c.Floor) }
	}
	return func(v float64) float64 { return v / *c.Floor }
}
