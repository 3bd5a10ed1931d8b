package figure

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

// A flag is ringed on its curve and named with what it says; names that would
// cover each other are written once.
func TestFlagsAreNamed(t *testing.T) {
	drawn := func(flags ...Flag) string {
		trace := line(1, 2, 3)
		trace.Flags = flags
		var b bytes.Buffer
		s := Sheet{Width: 300, Height: 200, Panels: [][]Panel{{Chart{Series: []Series{{Name: "a", Traces: []Trace{trace, {Flags: flags}}}}}}}}
		if err := s.SVG(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got := drawn(Flag{5, "collapse, step 7"}); !strings.Contains(got, "collapse, step 7") {
		t.Errorf("a flag is not named:\n%s", got)
	}
	if got := drawn(Flag{5, "collapse, step 7"}, Flag{5, "dominance, step 7"}); strings.Contains(got, "dominance") {
		t.Error("two names cover each other")
	}
	for at, want := range map[float64]float64{5: 1.5, 20: 3, 99: 3} {
		if got := line(1, 2, 3).height(at); got != want {
			t.Errorf("a flag at %g lies at %g, want %g", at, got, want)
		}
	}
	if got := line(1, nan, 3).height(12); got != 1 {
		t.Errorf("a flag where nothing is finite lies at %g, want the last finite value 1", got)
	}
	if got := (Trace{}).height(1); !math.IsNaN(got) {
		t.Errorf("a flag of no values lies at %g", got)
	}
}
