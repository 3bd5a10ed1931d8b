package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

func line(y ...float64) Trace {
	t := Trace{Y: y}
	for i := range y {
		t.X = append(t.X, float64(10*i))
	}
	return t
}

// sheets are the data that break figures.
func sheets() map[string]Sheet {
	chart := func(s ...Series) Sheet {
		return Sheet{
			Title: "A title", Note: "A note.", Legend: s, Width: 300, Height: 200,
			Panels: [][]Panel{{Chart{Title: "panel", X: "images", Y: "value", Series: s, Log: true, References: []Reference{{"floor", 0.5}, {"far away", 1e9}}}}},
		}
	}
	long := strings.Repeat("a long label, ", 12)
	var twelve []Series
	for i := range 12 {
		twelve = append(twelve, Series{Name: long, Style: i, Traces: []Trace{line(1, float64(i), 2)}})
	}
	return map[string]Sheet{
		"nothing":        {Width: 300, Height: 200},
		"no series":      chart(),
		"empty series":   chart(Series{Name: "a"}),
		"empty trace":    chart(Series{Name: "a", Traces: []Trace{{}, {}}}),
		"one point":      chart(Series{Name: "a", Traces: []Trace{line(3)}}),
		"one constant":   chart(Series{Name: "a", Traces: []Trace{line(0, 0, 0)}}),
		"all NaN":        chart(Series{Name: "a", Traces: []Trace{line(nan, nan), line(inf, -inf)}}),
		"NaN inside":     chart(Series{Name: "a", Traces: []Trace{line(1, 2, nan, 4, nan, 5), line(1, inf, 3, 4, 5, 6)}}),
		"diverged":       chart(Series{Name: "a", Traces: []Trace{line(1, 10, 1e300, nan), {X: []float64{0, 5}, Y: []float64{1, 2}, Broken: true, Aside: true}}}),
		"extreme":        chart(Series{Name: "a", Traces: []Trace{line(-math.MaxFloat64, math.MaxFloat64), line(1e-300, 2e-300)}}),
		"hostile labels": chart(Series{Name: "<b>&\"\x1b\x00]]>日本語🦢", Traces: []Trace{line(1, 2)}}),
		"twelve long":    chart(twelve...),
		"named": {Width: 300, Height: 200, Panels: [][]Panel{{Chart{Plain: true, Named: true, Series: []Series{
			{Name: "loss_d_a", Traces: []Trace{line(1, 2)}}, {Name: "loss_d_b", Style: 1, Traces: []Trace{line(2, 1)}},
		}}}}},
		"dots": {Width: 300, Height: 300, Panels: [][]Panel{{Dots{X: "value", References: []Reference{{"floor", 2}}, Rows: []DotRow{
			{Name: long, Values: []float64{1, 2, 3}}, {Name: "none"}, {Name: "not a number", Values: []float64{nan, 4}},
		}}}, {nil, Dots{}}}},
	}
}

func TestEverythingDraws(t *testing.T) {
	for name, s := range sheets() {
		t.Run(name, func(t *testing.T) {
			l := s.layout(Light)
			var b bytes.Buffer
			if err := s.PNG(&b); err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(&b)
			if err != nil {
				t.Fatal(err)
			}
			// Two pixels a point, see dpi.
			if got, want := img.Bounds().Dx(), 2*l.width.Points(); math.Abs(float64(got)-want) > 1 {
				t.Errorf("width: got %d pixels, want %g", got, want)
			}
			if got, want := img.Bounds().Dy(), 2*l.height.Points(); math.Abs(float64(got)-want) > 1 {
				t.Errorf("height: got %d pixels, want %g", got, want)
			}
			checkEdge(t, img)
		})
	}
}

// checkEdge fails if anything but paper reaches the edge: it would be cut.
func checkEdge(t *testing.T, img image.Image) {
	t.Helper()
	b := img.Bounds()
	inner := b.Inset(1)
	for y := range b.Dy() {
		for x := range b.Dx() {
			edge := !image.Pt(x, y).In(inner)
			if edge && color.GrayModel.Convert(img.At(x, y)) != (color.Gray{255}) {
				t.Fatalf("pixel %d,%d is not paper: something is cut", x, y)
			}
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	for name, s := range sheets() {
		var b bytes.Buffer
		if err := s.SVG(&b); err != nil {
			t.Fatal(err)
		}
		for kind, svg := range map[string][]byte{"file": b.Bytes(), "inline": s.Inline()} {
			if bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
				t.Errorf("%s, %s: coordinates are not finite", name, kind)
			}
			decoder := xml.NewDecoder(bytes.NewReader(svg))
			for {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Errorf("%s, %s: %v", name, kind, err)
					break
				}
			}
		}
	}
}

func TestEqualInputEqualBytes(t *testing.T) {
	for name, s := range sheets() {
		var a, b bytes.Buffer
		if err := errors.Join(s.PNG(&a), s.PNG(&b), s.SVG(&a), s.SVG(&b)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two drawings differ", name)
		}
	}
}

// TestInlineLeavesColoursToThePage draws every style and finds its variable.
func TestInlineLeavesColoursToThePage(t *testing.T) {
	for i := range MaxVariables {
		s := Sheet{Width: 300, Height: 200, Panels: [][]Panel{{Chart{Series: []Series{
			{Style: i, Traces: []Trace{line(1, 2, 1), line(2, 3, 2)}},
		}}}}}
		svg := string(s.Inline())
		if hex := regexp.MustCompile(`#[0-9A-F]{6}`).FindString(svg); hex != "" {
			t.Errorf("style %d: colour %s is left", i, hex)
		}
		for _, variable := range []string{fmt.Sprintf("fill:var(--s%d)", i), fmt.Sprintf("stroke:var(--s%d)", i), "var(--muted)", "var(--rule)"} {
			if !strings.Contains(svg, variable) {
				t.Errorf("style %d: no %s", i, variable)
			}
		}
		if !strings.Contains(string(Swatch(i)), fmt.Sprintf("var(--s%d)", i)) {
			t.Errorf("style %d: swatch without its colour", i)
		}
	}
}

func TestStylesDiffer(t *testing.T) {
	seen := map[string]int{}
	for i := range MaxVariables {
		look := fmt.Sprint(Light.Series(i), Dash(i), Light.marker(i).Shape)
		if k, dup := seen[look]; dup {
			t.Errorf("styles %d and %d look alike", k, i)
		}
		seen[look] = i
	}
}
