package figure

import (
	"math"
	"slices"
	"testing"
)

func TestSummarise(t *testing.T) {
	for _, c := range []struct {
		name         string
		traces       []Trace
		x, mean, low []float64
	}{
		{"nothing", nil, nil, nil, nil},
		{"one", []Trace{line(1, 2)}, []float64{0, 10}, []float64{1, 2}, []float64{1, 2}},
		{"two", []Trace{line(1, 2, 3), line(3, 4, 5)}, []float64{0, 10, 20}, []float64{2, 3, 4}, []float64{1, 2, 3}},
		{"aside", []Trace{line(1, 2), {X: []float64{0, 10}, Y: []float64{9, 9}, Aside: true}}, []float64{0, 10}, []float64{1, 2}, []float64{1, 2}},
		{"shorter one ends the mean", []Trace{line(1, 2, 3), line(3, 4)}, []float64{0, 10}, []float64{2, 3}, []float64{1, 2}},
		{"between points", []Trace{line(0, 10), {X: []float64{0, 5, 10}, Y: []float64{0, 7, 10}}}, []float64{0, 5, 10}, []float64{0, 6, 10}, []float64{0, 5, 10}},
		{"not a number", []Trace{line(1, nan, 3), line(1, 2, 3)}, []float64{0, 10, 20}, []float64{1, nan, 3}, []float64{1, nan, 3}},
		{"infinite", []Trace{line(1, inf), line(1, 2)}, []float64{0, 10}, []float64{1, nan}, []float64{1, nan}},
	} {
		got := Series{Traces: c.traces}.summarise()
		for _, v := range []struct {
			what      string
			got, want []float64
		}{{"x", got.x, c.x}, {"mean", got.mean, c.mean}, {"low", got.low, c.low}} {
			if !equal(v.got, v.want) {
				t.Errorf("%s: %s: got %v, want %v", c.name, v.what, v.got, v.want)
			}
		}
	}
}

// equal takes NaN for equal to NaN.
func equal(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) })
}

func TestSummariseStaysSmall(t *testing.T) {
	var s Series
	for k := range 5 {
		var trace Trace
		for i := range 300 {
			trace.X = append(trace.X, float64(i)+float64(k)/10)
			trace.Y = append(trace.Y, float64(i))
		}
		s.Traces = append(s.Traces, trace)
	}
	got := s.summarise().x
	if len(got) != mostCommon || got[0] != 0.4 || got[len(got)-1] != 299 {
		t.Errorf("%d points from %g to %g, want %d from 0.4 to 299", len(got), got[0], got[len(got)-1], mostCommon)
	}
}

func TestThin(t *testing.T) {
	thin := line(1, 3, 5, nan, 7, 9).Thin(3)
	if want := []float64{2, nan, 8}; !equal(thin.Y, want) {
		t.Errorf("got %v, want %v", thin.Y, want)
	}
	if want := []float64{5, 25, 45}; !equal(thin.X, want) {
		t.Errorf("got x %v, want %v", thin.X, want)
	}
	if same := line(1, 2).Thin(2); !equal(same.Y, []float64{1, 2}) {
		t.Errorf("a short trace changed to %v", same.Y)
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   []string
	}{
		{0, 60_000, []string{"0", "10k", "20k", "30k", "40k", "50k", "60k"}},
		{-0.05, 1.01, []string{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{0, 2e6, []string{"0", "500k", "1.0M", "1.5M", "2.0M"}},
		{-3, 3, []string{"-3", "-2", "-1", "0", "1", "2", "3"}},
		{0, 3e-5, []string{"0", "5e-06", "1e-05", "1.5e-05", "2e-05", "2.5e-05", "3e-05"}},
		{0, 4e20, []string{"0", "1e+20", "2e+20", "3e+20", "4e+20"}},
	} {
		var got []string
		for _, mark := range (ticks{}).Ticks(c.lo, c.hi) {
			got = append(got, mark.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%g to %g: got %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

func TestSpanCutsOutliersAlone(t *testing.T) {
	values := make([]float64, 300)
	for i := range values {
		values[i] = float64(i % 10)
	}
	if lo, hi, cut := span(values, nil); cut || lo > 0 || hi < 9 {
		t.Errorf("even values: got %g to %g, cut %v", lo, hi, cut)
	}
	values[7] = 1e9
	if _, hi, cut := span(values, nil); !cut || hi > 20 {
		t.Errorf("an outlier: got up to %g, cut %v", hi, cut)
	}
	if _, hi, _ := span([]float64{1, 2}, []float64{2.5, 1e6}); hi < 2.5 || hi > 3 {
		t.Errorf("references: got up to %g, want 2.5 inside and 1e6 outside", hi)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"short", "short"},
		{"wgan with gradient", "wgan with\ngradient"},
		{"lambda_gp=10,n_critic=5", "lambda_gp=\n10,n_critic…"},
		{"  many \n blanks ", "many blanks"},
		{"", ""},
	} {
		if got := wrap(c.name, 12, 2); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := wrap("0123456789abcdefghij0123456789", 10, 2); got != "0123456789\nabcdefghi…" {
		t.Errorf("unbroken: got %q", got)
	}
}
