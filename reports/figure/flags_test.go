package figure

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
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
	if got := drawn(Flag{5, "collapse, step 7"}, Flag{5, "collapse, step 7"}); strings.Count(got, "collapse") != 1 {
		t.Errorf("what is said of two traces at once is written %d times, want once", strings.Count(got, "collapse"))
	}
	var b bytes.Buffer
	absent := Sheet{Width: 300, Height: 200, Panels: [][]Panel{{Chart{Series: []Series{{Traces: []Trace{line(1, 2), {Flags: []Flag{{5, "collapse, step 7"}}}}}}}}}}
	if err := absent.SVG(&b); err != nil || strings.Contains(b.String(), "collapse") {
		t.Errorf("a flag stands where its run has no curve (%v)", err)
	}
	var crowd []Flag
	for i := range 40 {
		crowd = append(crowd, Flag{5, fmt.Sprintf("ailment %d", i)})
	}
	if n := strings.Count(drawn(crowd...), "ailment"); n == 0 || n > 8 {
		t.Errorf("%d names stand around one point", n)
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

// Words go where they cover least, never on each other and never over the edge.
func TestWordsKeepClear(t *testing.T) {
	c := draw.New(vgsvg.New(200, 100))
	w := words{Theme: Light, canvas: c, obstacles: []vg.Point{{X: 12, Y: 12}, {X: 14, Y: 12}, {X: 12, Y: 52}}}
	style := Light.text(tickSize, Light.Ink)
	at := func(x, y vg.Length) []vg.Point { return []vg.Point{{X: x, Y: y}} }
	places := slices.Concat(at(10, 10), at(10, 50), at(10, 80))
	for i, want := range []vg.Length{80, 50, 10} {
		if !w.put("word", style, places) || w.taken[i].Min.Y != want {
			t.Errorf("word %d stands at %v, want %g high", i, w.taken, want)
		}
	}
	for _, place := range slices.Concat(at(12, 12), at(190, 50), at(-5, 50), at(100, 95), at(100, -5)) {
		if w.put("word", style, []vg.Point{place}) {
			t.Errorf("a word is put at %v", place)
		}
	}
}
