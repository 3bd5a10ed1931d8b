package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gander/core"
	"gander/core/media"
	"gander/core/sqlite"
)

var keptStore = flag.String("store", "", "folder of the synthetic store, to keep it and use it again")

// A crowd is the size of a synthetic store: labels × seeds runs.
type crowd struct{ labels, seeds, points, evaluations, grids int }

// TestSpeedOfComparing prints how long gander compare takes over 1,000 runs of
// 1,000 points.
func TestSpeedOfComparing(t *testing.T) {
	results := crowded(t, "thousand", crowd{labels: 200, seeds: 5, points: 1000, evaluations: 11})
	for _, args := range [][]string{
		{"compare"}, {"compare", "--sort", "kd", "--where", "seed<=4"}, {"compare", "--all"}, {"compare", "--json"},
		{"compare", "--format", "csv"}, {"compare", "--format", "markdown"},
	} {
		took, out := timed(t, append(args, "--results", results))
		t.Logf("gander %v: %v, %d bytes", args, took.Round(time.Millisecond), len(out))
	}
}

// TestSpeedOfTheReport prints how long the report of 100 runs takes to write.
func TestSpeedOfTheReport(t *testing.T) {
	results := crowded(t, "hundred", crowd{labels: 20, seeds: 5, points: 1000, evaluations: 21, grids: 21})
	out := t.TempDir()
	took, _ := timed(t, []string{"report", "--results", results, "-o", out})
	var bytes int64
	files, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
	}
	page, err := os.Stat(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("gander report: %v; %d files of %.1f MB, the page %.1f MB", took.Round(time.Millisecond), len(files), float64(bytes)/1e6, float64(page.Size())/1e6)
}

func timed(t *testing.T, args []string) (time.Duration, []byte) {
	t.Helper()
	var out, errs bytes.Buffer
	env := Env{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	start := time.Now()
	if code := Main(t.Context(), env, args); code != exitDone {
		t.Fatalf("gander %v: exit code %d\n%s", args, code, errs.String())
	}
	return time.Since(start), out.Bytes()
}

// crowded is a results folder with so many invented runs.
func crowded(t *testing.T, name string, c crowd) string {
	t.Helper()
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("NO MEASUREMENT: set GANDER_LONG=1 to measure how long comparisons take")
	}
	dir := t.TempDir()
	if *keptStore != "" {
		dir = filepath.Join(*keptStore, name)
		if _, err := os.Stat(filepath.Join(dir, "gander.db")); err == nil {
			return dir
		}
	}
	store, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	start := time.Now()
	if err := c.fill(t.Context(), store, dir); err != nil {
		t.Fatal(err)
	}
	t.Logf("wrote %d runs of %d points in %v", c.labels*c.seeds, c.points, time.Since(start).Round(time.Second))
	return dir
}

func (c crowd) fill(ctx context.Context, store *sqlite.Store, dir string) error {
	e := core.Experiment{Name: "crowd", Question: "How long does it take?", Budget: core.Budget{Currency: core.Images, Amount: 1e6},
		Datasets: []core.DatasetSpec{{Name: "glyphs", Source: "glyphs"}}}
	for s := range c.seeds {
		e.Seeds = append(e.Seeds, uint64(s+1))
	}
	if err := store.PutExperiment(ctx, e); err != nil {
		return err
	}
	position := 0
	for label := range c.labels {
		for _, seed := range e.Seeds {
			if err := c.add(ctx, store, dir, label, seed, position); err != nil {
				return err
			}
			position++
		}
	}
	return nil
}

// add records one run as the runner does.
func (c crowd) add(ctx context.Context, store *sqlite.Store, dir string, label int, seed uint64, position int) error {
	random := rand.New(rand.NewPCG(seed, uint64(label)))
	r := core.Run{
		ID: fmt.Sprintf("%016x%016x", random.Uint64(), random.Uint64()), Experiment: "crowd", Position: position,
		Label: fmt.Sprintf("wgan lr_g=%d, n_critic=%d", label/5, label%5), Variant: "wgan", Datasets: []string{"glyphs"}, Seed: seed,
		Params: map[string]any{"lr_g": 1e-5 * float64(label/5), "n_critic": int64(label % 5), "penalty": "gradient", "beta1": 0.5},
		Budget: core.Budget{Currency: core.Images, Amount: 1e6},
	}
	r.Dir = "crowd/" + r.ID
	if _, err := store.PutRun(ctx, r); err != nil {
		return err
	}
	attempt := core.Attempt{Started: time.Unix(1e9, 0), DatasetSHA256: []string{"d0d0"}, GanderVersion: Version, Threads: 2}
	info := core.RunInfo{GeneratorParams: 1e6, DiscriminatorParams: 1e6, ImagesPerStep: 64, DUpdatesPerStep: 1, MACsPerStep: 1e9}
	n, err := store.Begin(ctx, r.ID, attempt, info)
	if err != nil {
		return err
	}
	record := core.Record{Points: c.trained(random)}
	c.evaluate(&record, random, label)
	if err := c.draw(&record, random, dir, r); err != nil {
		return err
	}
	if err := store.Record(ctx, r.ID, record); err != nil {
		return err
	}
	attempt.Number, attempt.Status, attempt.Finished = n, core.Done, time.Unix(1e9+100, 0)
	if err := store.End(ctx, r.ID, attempt, nil); err != nil {
		return err
	}
	return store.Examined(ctx, r.ID, []core.Flag{{Ailment: "oscillation", Step: 10, Detail: "the generator's loss swings to and fro"}})
}

func (c crowd) trained(random *rand.Rand) []core.Point {
	points := make([]core.Point, c.points)
	for i := range points {
		step := 10 * (i + 1)
		points[i].Progress = core.Progress{Step: step, DUpdates: int64(step), GUpdates: int64(step), Images: int64(64 * step), MACs: int64(step) * 1e9, Seconds: 0.01 * float64(step)}
		for _, key := range []string{"loss_d", "loss_g", "grad_d", "grad_g"} {
			v := math.Exp(-float64(i)/300) + 0.1*random.NormFloat64()
			points[i].Scalars = append(points[i].Scalars, core.Scalar{Key: key, Role: key, Last: v, Mean: v, Min: v - 0.1, Max: v + 0.1})
		}
	}
	return points
}

func (c crowd) evaluate(record *core.Record, random *rand.Rand, label int) {
	keys := []string{"kd", "precision", "recall", "coverage", "fd", "density"}
	for i := range c.evaluations {
		step := i * 10 * c.points / max(1, c.evaluations-1)
		for k, key := range keys {
			floor, ceiling := 0.002, 0.6
			direction := core.Higher
			if key == "kd" || key == "fd" {
				direction = core.Lower
			}
			for _, ending := range []string{"", "_validation"} {
				s := core.Score{Step: step, Images: int64(64 * step), Key: key + ending, Dataset: "glyphs", Weights: "ema", Direction: direction,
					Value:    math.Exp(-float64(i)/5-float64(k)) + 0.001*float64(label) + 0.002*random.NormFloat64(),
					Identity: fmt.Sprintf("%s[rand-conv.v1.seed1-5/pool:208]@2048", key)}
				if ending != "" {
					s.Identity += " on validation"
				} else {
					s.Floor, s.Ceiling = &floor, &ceiling
				}
				record.Scores = append(record.Scores, s)
			}
		}
	}
}

// draw writes grids of noise, which PNG cannot make small, and the header of
// the data, as every run has it.
func (c crowd) draw(record *core.Record, random *rand.Rand, dir string, r core.Run) error {
	header := core.Artifact{Kind: core.KindHeader, Path: r.Dir + "/datasets/glyphs.json"}
	if err := os.MkdirAll(filepath.Join(dir, r.Dir, "datasets"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, header.Path), []byte(`{"kind":"image","shape":[28,28,1]}`), 0o644); err != nil {
		return err
	}
	record.Artifacts = append(record.Artifacts, header)
	for i := range c.grids {
		pixels := make([]byte, 64*28*28)
		for k := range pixels {
			pixels[k] = byte(random.Uint32())
		}
		var png bytes.Buffer
		if err := media.EncodePNG(&png, media.Sheet{Columns: 8}.Draw(media.Cut(pixels, 28, 28, 1))); err != nil {
			return err
		}
		name := fmt.Sprintf("%s/step-%d.png", r.Dir, i)
		if err := os.MkdirAll(filepath.Join(dir, r.Dir), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), png.Bytes(), 0o644); err != nil {
			return err
		}
		record.Artifacts = append(record.Artifacts, core.Artifact{Step: i * 10 * c.points / max(1, c.grids-1), Kind: core.KindGrid, Path: name, Bytes: int64(png.Len())})
	}
	return nil
}
