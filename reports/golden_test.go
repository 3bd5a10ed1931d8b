package reports

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// small is a comparison of handwritten values: two labels, three seeds, one of
// which crashed, and two scores that share a key.
func small(t *testing.T) *Comparison {
	t.Helper()
	floor, ceiling, most := 0.25, 8.0, 1.0
	f := newFake(core.Experiment{
		Name: "small", Question: "Which loss is better?", Seeds: []uint64{1, 2, 3},
		Budget: core.Budget{Currency: core.Images, Amount: 6400},
		Expect: []core.Expectation{
			{Score: "kd", Of: "wgan", AtMost: &most}, {Score: "kd", Of: "absent", AtMost: &most},
			{Score: "kd", Of: "wgan", AtMost: &most, Seeds: core.EverySeed}, {Score: "kd", Of: "vanilla", AtLeast: &most, Seeds: core.EverySeed},
		},
		Published: []core.Published{
			{Label: "GAN", Source: "table 1, 10 trials, ± standard error", Dataset: "glyphs", Scores: []core.Reported{{Name: "kd", Value: 0.125, Spread: &floor}}},
			{Label: "PacGAN", Source: "table 1, 10 trials, ± standard error", Dataset: "glyphs", Scores: []core.Reported{{Name: "modes", Value: 1.5}}},
			{Label: "Unlike", Source: "table 2", Dataset: "glyphs", Others: []core.Reported{{Name: "FID", Value: 29.6, Spread: &most}, {Name: "IS", Value: 2}}},
		},
	})
	kd := map[string][]float64{"vanilla": {1.5, 2.5, 2}, "wgan": {0.5, 0.75, 9}}
	for _, label := range []string{"vanilla", "wgan"} {
		for seed := uint64(1); seed <= 3; seed++ {
			r := core.Run{
				ID: label + string('0'+rune(seed)), Experiment: "small", Position: len(f.runs), Label: label, Variant: label,
				Datasets: []string{"glyphs"}, Params: map[string]any{"latent_dim": 64}, Seed: seed, Status: core.Done,
				Progress: core.Progress{Step: 100, DUpdates: 100, Images: 6400, Seconds: 75},
				Info:     core.RunInfo{GeneratorParams: 1_200_000, DiscriminatorParams: 950},
			}
			if label == "wgan" && seed == 3 {
				r.Status, r.Reason = core.Crashed, "exit status 139"
			}
			f.runs = append(f.runs, r)
			f.scores[r.ID] = []core.Score{
				{Key: "kd", Identity: "KD[a]@100", Dataset: "glyphs", Value: 5, Direction: core.Lower, Floor: &floor, Ceiling: &ceiling, Weights: "ema"},
				{Step: 100, Images: 6400, Key: "kd", Identity: "KD[a]@100", Dataset: "glyphs", Value: kd[label][seed-1], Direction: core.Lower, Floor: &floor, Ceiling: &ceiling, Weights: "ema"},
				{Step: 100, Images: 6400, Key: "modes", Identity: "modes@100", Dataset: "glyphs", Value: float64(seed), Direction: core.Higher, Weights: "ema"},
				{Step: 100, Images: 6400, Key: "modes", Identity: "modes@500", Dataset: "glyphs", Value: 4, Direction: core.Higher, Weights: "ema"},
			}
		}
	}
	c, err := Gather(t.Context(), f, "small", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGolden(t *testing.T) {
	c := small(t)
	marked := TextStyle{
		Title:    func(s string) string { return "<title>" + s + "</>" },
		Best:     func(s string) string { return "<best>" + s + "</>" },
		Faint:    func(s string) string { return "<faint>" + s + "</>" },
		Alarming: func(s string) string { return "<alarm>" + s + "</>" },
	}
	for name, write := range map[string]writer{
		"table.md":   c.Markdown,
		"table.csv":  c.CSV,
		"table.json": c.JSON,
		"wide.txt":   func(w io.Writer) error { return c.Text(w, TextStyle{}) },
		"narrow.txt": func(w io.Writer) error { return c.Text(w, TextStyle{Width: 60}) },
		"marked.txt": func(w io.Writer) error { return c.Text(w, marked) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
}

func TestTextKeepsToTheWidth(t *testing.T) {
	var b bytes.Buffer
	if err := small(t).Text(&b, TextStyle{Width: 60}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 60 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}
