package reports

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core"
)

func TestGatherUnknownExperiment(t *testing.T) {
	_, err := Gather(t.Context(), newFake(core.Experiment{Name: "a"}), "b", t.TempDir())
	if !errors.Is(err, core.ErrNotFound) {
		t.Errorf("got %v, want core.ErrNotFound", err)
	}
}

func TestGatherGroups(t *testing.T) {
	tr := newTrial(t)
	c, err := Gather(t.Context(), tr, trialName, tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, contest := range c.Contests {
		for _, k := range contest.Contenders {
			got = append(got, fmt.Sprint(contest.Dataset.Name, " ", k.Label, " ", k.Style, " ", len(k.Runs), " ", k.Finished(), " ", k.Varying))
		}
	}
	want := []string{
		"glyphs vanilla 0 3 3 []", "glyphs wgan-gp 1 3 3 [penalty=gradient]", "glyphs wgan-clip 2 3 2 [penalty=clip]",
		"ring vanilla 0 3 3 []", "ring wgan-gp 1 3 3 [penalty=gradient]", "ring wgan-clip 2 3 3 [penalty=clip]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestHeadlineComesFirst(t *testing.T) {
	scores := []core.Score{
		{Key: "size", Identity: "size", Direction: core.Neither},
		{Key: "kd", Identity: "kd", Direction: core.Lower},
		{Key: "modes", Identity: "modes", Direction: core.Higher},
	}
	contenders := []Contender{{Runs: []Run{{Scores: scores}}}}
	for headline, want := range map[string]string{"": "kd", "modes": "modes", "size": "size", "absent": "kd"} {
		if got := columns(contenders, headline)[0].Key; got != want {
			t.Errorf("headline %q: first column is %q, want %q", headline, got, want)
		}
	}
}

func TestScoresOfDifferentIdentityNeverMeet(t *testing.T) {
	run := func(identity, dataset string) Run {
		return Run{
			Run:    core.Run{Status: core.Done},
			Scores: []core.Score{{Key: "kd", Identity: identity, Dataset: dataset, Value: 1}},
		}
	}
	c := Contest{Contenders: []Contender{
		{Label: "a", Runs: []Run{run("KD@100", "x")}},
		{Label: "b", Runs: []Run{run("KD@200", "x")}},
		{Label: "c", Runs: []Run{run("KD@100", "y")}},
	}}
	c.Columns = columns(c.Contenders, "")
	if len(c.Columns) != 3 {
		t.Fatalf("%d columns, want 3", len(c.Columns))
	}
	for i, column := range c.Columns {
		for k, cell := range c.Cells(column) {
			if got, want := len(cell.Values), map[bool]int{true: 1}[i == k]; got != want {
				t.Errorf("column %d, label %d: %d values, want %d", i, k, got, want)
			}
		}
	}
}

func TestOnlyFinishedRunsCount(t *testing.T) {
	column := Column{Identity: "i"}
	k := Contender{}
	for i, status := range []core.RunStatus{
		core.Done, core.Planned, core.Running, core.Stopped, core.Diverged, core.Rejected, core.Failed, core.Crashed, core.Hung, core.Done,
	} {
		k.Runs = append(k.Runs, Run{
			Run:    core.Run{Status: status, Seed: uint64(i)},
			Scores: []core.Score{{Identity: "i", Value: 100}, {Identity: "i", Step: 5, Value: float64(i)}},
		})
	}
	cell := k.cell(column)
	if want := []SeedValue{{0, 0}, {9, 9}}; !slices.Equal(cell.Values, want) {
		t.Errorf("got %v, want %v", cell.Values, want)
	}
	if cell.Mean != 4.5 || math.Abs(cell.SD-9/math.Sqrt2) > 1e-12 {
		t.Errorf("got %g ± %g, want 4.5 ± 6.36", cell.Mean, cell.SD)
	}
}

func TestBest(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		means     []float64
		direction core.Direction
		want      []bool
	}{
		{[]float64{3, 1, 2}, core.Lower, []bool{false, true, false}},
		{[]float64{3, 1, 2}, core.Higher, []bool{true, false, false}},
		{[]float64{3, 1, 2}, core.Neither, []bool{false, false, false}},
		{[]float64{nan, 1, 1, 2}, core.Lower, []bool{false, true, true, false}},
		{[]float64{1, 1}, core.Lower, []bool{false, false}},
		{[]float64{nan}, core.Lower, []bool{false}},
		{[]float64{math.Inf(1), 2}, core.Lower, []bool{false, true}},
	} {
		cells := make([]Cell, len(c.means))
		for i, m := range c.means {
			cells[i].Mean = m
		}
		markBest(cells, c.direction)
		for i := range cells {
			if cells[i].Best != c.want[i] {
				t.Errorf("%v %s: cell %d is best: %v", c.means, c.direction, i, cells[i].Best)
			}
		}
	}
}

func TestAtInterpolates(t *testing.T) {
	point := func(step int, images int64) core.Point {
		return core.Point{Progress: core.Progress{Step: step, Images: images}}
	}
	recorded := Run{Points: []core.Point{point(10, 100), point(20, 400)}, Run: core.Run{Progress: core.Progress{Step: 20, Images: 400}}}
	planned := Run{Run: core.Run{Info: core.RunInfo{ImagesPerStep: 32}}}
	for _, c := range []struct {
		run  Run
		step int
		want float64
	}{
		{recorded, 0, 0},
		{recorded, 5, 50},
		{recorded, 10, 100},
		{recorded, 15, 250},
		{recorded, 20, 400},
		{recorded, 30, 600}, // beyond what is recorded, at the mean pace
		{planned, 3, 96},
	} {
		if got := c.run.At(c.step, core.Images); got != c.want {
			t.Errorf("step %d: got %g, want %g", c.step, got, c.want)
		}
	}
}

func TestExpectations(t *testing.T) {
	c := small(t)
	one, none := 1.0, 0.1
	c.Experiment.Expect = []core.Expectation{
		{Score: "kd", Of: "wgan", AtMost: &one},
		{Score: "kd", Of: "wgan", AtLeast: &one},
		{Score: "kd", Of: "wgan", AtMost: &one, AtLeast: &none, Dataset: "glyphs"},
		{Score: "kd", Of: "wgan", AtMost: &one, Dataset: "elsewhere"},
		{Score: "absent", Of: "wgan", AtMost: &one},
	}
	want := []bool{true, false, true, false, false}
	got := c.Judge()
	if len(got) != len(want) {
		t.Fatalf("%d judgements, want %d", len(got), len(want))
	}
	for i, j := range got {
		if j.Met != want[i] {
			t.Errorf("%s: met is %v", j, j.Met)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{count(0), "0"}, {count(950), "950"}, {count(60_000), "60k"}, {count(59_904), "59.9k"}, {count(999_900), "1M"},
		{count(1_068_000), "1.07M"}, {count(9.4e12), "9.4T"},
		{duration(0.04), "0.0 s"}, {duration(8.25), "8.2 s"}, {duration(59.4), "59 s"}, {duration(192), "3 min 12 s"}, {duration(7500), "2 h 05 min"},
		{fixed(math.NaN(), 2), none}, {fixed(math.Inf(-1), 2), "-∞"}, {fixed(-1.005, 1), "-1.0"}, {fixed(1e9, 1), "1.00e+09"},
		{fmt.Sprint(decimals([]float64{12.5, 0.0321})), "4"}, {fmt.Sprint(decimals([]float64{8, 7})), "0"},
		{fmt.Sprint(decimals([]float64{1e-12})), "6"}, {fmt.Sprint(decimals(nil)), "0"},
		{shellWord("experiments/a.yaml"), "experiments/a.yaml"}, {shellWord("a b'c"), `'a b'\''c'`},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFilmPositions(t *testing.T) {
	frame := func(images float64) Frame { return Frame{images: images} }
	f := Film{Strips: []Strip{
		{Frames: []Frame{frame(0), frame(1024), frame(2048)}},
		{Frames: []Frame{frame(0), frame(1280), frame(2240)}},
		{Frames: []Frame{frame(0), frame(100), frame(2048)}}, // two within a step of each other
	}}
	f.place(320)
	var got []int
	for _, s := range f.Strips {
		for _, frame := range s.Frames {
			got = append(got, frame.From)
		}
	}
	if want := []int{0, 2, 3, 0, 2, 3, 0, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// failing is a store that cannot be read, or a file that cannot be written.
type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

func TestWritersReportErrors(t *testing.T) {
	c, want := small(t), errors.New("disk full")
	for name, write := range map[string]writer{
		"HTML": c.HTML, "JSON": c.JSON, "CSV": c.CSV, "Markdown": c.Markdown,
		"Text": func(w io.Writer) error { return c.Text(w, TextStyle{}) },
	} {
		if err := write(failing{want}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
}

// A label says by itself what a sweep named it after.
func TestUnsaid(t *testing.T) {
	k := Contender{Label: "wgan lr_g=0.1, lr_d=1e-5", Varying: []string{"lr_d=1", "lr_g=0.1", "n_critic=5"}}
	if got := fmt.Sprint(k.Unsaid()); got != "[lr_d=1 n_critic=5]" {
		t.Errorf("got %s", got)
	}
	if got := soft("a_b <a_word_longer_than_twenty>"); got != "a_b &lt;a_<wbr>word_<wbr>longer_<wbr>than_<wbr>twenty&gt;" {
		t.Errorf("a label may be broken as %s", got)
	}
}

// Numbers have the places that most of a column needs, and zeros no sign.
func TestPlaces(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{fmt.Sprint(decimals([]float64{0.938, 0.103, 0.0370, 0.00625, 0.949})), "3"},
		{fmt.Sprint(decimals([]float64{0.00413, 0.00606})), "5"}, {fmt.Sprint(decimals([]float64{2, 0.625})), "3"},
		{fixed(-0.0001, 3), "0.000"}, {fixed(-0.01, 2), "-0.01"}, {fixed(0, 6), "0"}, {fixed(0, 2), "0.00"},
		{twoDigits(0.0251), "0.025"}, {twoDigits(0.2), "0.20"}, {twoDigits(1.96), "2.0"}, {twoDigits(12.3), "12"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// What the samples of all columns have in common follows what they are scored for.
func TestDrawn(t *testing.T) {
	for key, want := range map[string]string{"kd": "same latent vectors at every step.", "accuracy": "same classes", "cycle": "Translations", "kept_error": "Translations"} {
		c := Contest{Contenders: []Contender{{Runs: []Run{{Scores: []core.Score{{Key: key}}}}}}}
		if got := c.Drawn(); !strings.Contains(got, want) {
			t.Errorf("with %s the page says %q, want %q", key, got, want)
		}
	}
}
