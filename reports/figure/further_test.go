package figure

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// furtherPanels are the panels besides charts and dots, each with a full case,
// an empty one and one of strange values and names.
func furtherPanels() map[string]Panel {
	nan, long := math.NaN(), strings.Repeat("a very long name with δ, ↑ and <&> ", 4)
	return map[string]Panel{
		"scatter": Scatter{
			Title: "quality", X: "multiply-adds", Y: "kd ↓", Front: true, LogX: true, LogY: true, References: []Reference{{"real data", 0.01}},
			Clouds: []Cloud{{"a", 0, []float64{1, 2, 300}, []float64{1, 0.5, 0.25}}, {"b", 1, []float64{5, nan}, []float64{0.01, 2}}},
			Paths:  []Path{{0, []float64{1, 2, 3}, []float64{1, nan, 0.5}}},
		},
		"scatter of one":      Scatter{Clouds: []Cloud{{"a", 0, []float64{3}, []float64{3}}}, Front: true, Shares: true},
		"scatter of nothing":  Scatter{Title: long, X: long, Front: true},
		"scatter of strange":  Scatter{Clouds: []Cloud{{long, 3, []float64{nan, math.Inf(1)}, []float64{1, 1}}}},
		"matrix":              Matrix{Title: "m", X: "seen", Y: "asked", Columns: []string{"a", "b"}, Rows: []string{"a", "b"}, Shares: [][]float64{{0.9, 0.1}, {0, 1}}},
		"matrix of many":      Matrix{Columns: slices.Repeat([]string{long}, 90), Rows: []string{"x"}, Shares: [][]float64{slices.Repeat([]float64{1. / 90}, 90)}},
		"matrix of nothing":   Matrix{},
		"matrix of strange":   Matrix{Columns: []string{long}, Rows: []string{""}, Shares: [][]float64{{nan}}},
		"parallel":            Parallel{Title: "p", Axes: []ParallelAxis{{Name: "lr", Values: []float64{1e-4, 1e-3, 1e-2}}, {Name: "loss", Names: []string{"x", "", "y"}}, {Name: "kd", Values: []float64{3, 1, 2}}}},
		"parallel of one":     Parallel{Axes: []ParallelAxis{{Name: long, Values: []float64{1}}, {Values: []float64{1}}}},
		"parallel of strange": Parallel{Axes: []ParallelAxis{{Values: []float64{nan, 0}}, {Names: []string{long, long}}, {Values: []float64{nan, math.Inf(1)}}}},
		"timeline":            Timeline{Title: "h", X: "images", Rows: []TimelineRow{{"a", ", seed 1", 100, true, []Event{{10, 0}, {50, 1}}}, {long, ", seed 2", 80, false, nil}}},
		"timeline of nothing": Timeline{},
	}
}

// Everything can be drawn in every form, twice the same, and no number that is
// not finite gets into a drawing.
func TestFurtherPanels(t *testing.T) {
	for name, panel := range furtherPanels() {
		s := Sheet{Panels: [][]Panel{{panel}}, Width: 300, Height: 200, Note: "a note", Legend: []Series{{Name: "a"}}}
		var once, twice, svg, png bytes.Buffer
		if err := errors.Join(s.PDF(&once), s.PDF(&twice), s.SVG(&svg), s.PNG(&png)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("%s: two PDFs of one sheet differ", name)
		}
		for form, text := range map[string]string{"SVG": svg.String(), "inline": string(s.Inline())} {
			if bad := regexp.MustCompile(`NaN|Inf`).FindString(text); bad != "" {
				t.Errorf("%s: %s holds %s", name, form, bad)
			}
		}
		if !strings.Contains(string(s.Inline()), "var(--") {
			t.Errorf("%s: inline drawing takes no colour from the page", name)
		}
	}
}

func TestPDFIsOne(t *testing.T) {
	var b bytes.Buffer
	s := Sheet{Title: "kd ↓ ± δ", Panels: [][]Panel{{furtherPanels()["scatter"]}}, Width: 300, Height: 200}
	if err := s.PDF(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "%PDF-") || !strings.Contains(b.String(), "%%EOF") {
		t.Error("not a PDF")
	}
	if fonts := strings.Count(b.String(), "/FontFile"); fonts > 0 || strings.Contains(b.String(), "(D:2026") {
		t.Errorf("%d fonts, or the date of writing", fonts)
	}
}

func TestPareto(t *testing.T) {
	points := [][2]float64{{3, 1}, {1, 5}, {2, 5}, {4, 1}, {2, 3}, {1, 6}}
	for higher, want := range map[bool]string{false: "[[1 5] [2 3] [3 1]]", true: "[[1 6]]"} {
		if got := fmt.Sprint(pareto(points, higher)); got != want {
			t.Errorf("higher %v: %s, want %s", higher, got, want)
		}
	}
	if pareto(nil, true) != nil {
		t.Error("nothing has a front")
	}
}

// The best setting is drawn last, upon the others.
func TestParallelOrder(t *testing.T) {
	p := furtherPanels()["parallel"].(Parallel)
	for higher, want := range map[bool]string{false: "[0 2 1]", true: "[1 2 0]"} {
		p.Higher = higher
		if got := fmt.Sprint(bundle{p, Light}.order()); got != want {
			t.Errorf("higher %v: %s, want %s", higher, got, want)
		}
	}
}

func TestAxisScales(t *testing.T) {
	log := ParallelAxis{Values: []float64{1e-4, 1e-2, 1}}.scale()
	if got := fmt.Sprintf("%.2f", log.shares); got != "[0.00 0.50 1.00]" {
		t.Errorf("wide values lie at %s", got)
	}
	names := ParallelAxis{Names: []string{"a", "b", "a", "c"}}.scale()
	if got := fmt.Sprintf("%.1f", names.shares); got != "[0.0 0.5 0.0 1.0]" || len(names.marks) != 3 {
		t.Errorf("names lie at %s with %d marks", got, len(names.marks))
	}
	one := ParallelAxis{Values: []float64{7, 7}}.scale()
	if one.shares[0] != 0.5 || len(one.marks) != 1 {
		t.Errorf("a single value lies at %g with %d marks", one.shares[0], len(one.marks))
	}
}
