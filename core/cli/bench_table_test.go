package cli

import (
	"testing"

	"gander/core/bench"
)

// What a part is measured by stands behind it, and nothing where it is by nothing.
func TestWhereTheTimeGoes(t *testing.T) {
	got := where([]bench.Part{
		{Name: "conv2d", Share: 0.7, ShareOfPeak: 0.91}, {Name: "scale", Share: 0.125, GBPerS: 38.44}, {Name: "update", Share: 0.06},
		{Name: "dot", Share: 0.05, GBPerS: 40}, {Name: "sum", Share: 0.03, GBPerS: 40}, {Name: "shift", Share: 0.02, GBPerS: 40},
		{Name: "add", Share: 0.01, GBPerS: 40}, {Name: "draw", Share: 0.005},
	})
	want := "conv2d 70 % (91 %), scale 12 % (38.4 GB/s), update 6 %, dot 5 % (40.0 GB/s), sum 3 % (40.0 GB/s), shift 2 % (40.0 GB/s), other 2 %"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
