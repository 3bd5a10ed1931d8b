package reports

import (
	"math"
	"testing"

	"gander/core"
)

func TestExpectationsMeasure(t *testing.T) {
	real, noise := 0.1, 0.9
	for name, c := range map[string]struct {
		key, measure   string
		floor, ceiling *float64
		want           float64
	}{
		"a value":                     {"kd", "", &real, &noise, 0.3},
		"the gap":                     {"kd", core.GapClosed, &real, &noise, 0.75},
		"the gap without noise":       {"kd", core.GapClosed, &real, nil, math.NaN()},
		"the gap without real data":   {"kd", core.GapClosed, nil, &noise, math.NaN()},
		"the gap where there is none": {"kd", core.GapClosed, &real, &real, math.NaN()},
		"a share":                     {"accuracy", core.ShareOfReal, &noise, &real, 1. / 3},
		"a share of errors":           {"kept_error", core.ShareOfReal, &real, &noise, 7. / 9},
		"a share without real data":   {"accuracy", core.ShareOfReal, nil, &noise, math.NaN()},
	} {
		column := Column{Key: c.key, Floor: c.floor, Ceiling: c.ceiling}
		got := measured(core.Expectation{Measure: c.measure}, column, Cell{Values: []SeedValue{{1, 0.2}, {2, 0.4}}, Mean: 0.3})
		if math.Abs(got.Mean-c.want) > 1e-12 || math.IsNaN(got.Mean) != math.IsNaN(c.want) {
			t.Errorf("%s: %v, want %v", name, got.Mean, c.want)
		}
		if len(got.Values) != 2 && !math.IsNaN(c.want) {
			t.Errorf("%s: values are %v", name, got.Values)
		}
	}
}
