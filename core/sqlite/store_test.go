package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"gander/core"
	"gander/core/sqlite"
)

var ctx = context.Background()

func mustOpen(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get fails the test for an error of a reading method.
func get[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t, err)
		return v
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

var noon = time.Date(2026, 1, 31, 12, 0, 0, 123456789, time.UTC)

func exampleExperiment() core.Experiment {
	atLeast := 8.0
	return core.Experiment{
		Name: "five", Question: "Which one? «é»", Seeds: []uint64{1, math.MaxUint64},
		Budget:     core.Budget{Currency: core.Images, Amount: 6e4},
		Datasets:   []core.DatasetSpec{{Name: "ring", Source: "ring", Options: map[string]any{"modes": int64(8), "std": 1.0}}},
		Entries:    []core.Entry{{Label: "wgan-gp", Variant: "wgan", Datasets: []string{"ring"}, Params: exampleParams()}},
		Evaluate:   core.Evaluation{Every: core.Budget{Currency: core.Images, Amount: 2e4}, Samples: 2048, Weights: "ema"},
		Checkpoint: core.Checkpointing{Keep: 2}, LogEvery: 10,
		Expect: []core.Expectation{{Score: "modes", Of: "wgan-gp", AtLeast: &atLeast, Line: 7}},
		Text:   "name: five\n# as written\n",
	}
}

func exampleParams() map[string]any {
	return map[string]any{
		"n_critic": int64(5), "lambda_gp": 10.0, "lr_g": 1e-4, "huge": 1e300, "big": int64(1) << 60,
		"clip": false, "penalty": "gradient", "attributes": []string{"bold", "italic"}, "none": []string{},
	}
}

func exampleRun(id string) core.Run {
	return core.Run{
		ID: id, Experiment: "five", Position: 3, Label: "wgan-gp", Variant: "wgan", Datasets: []string{"ring"},
		Params: exampleParams(), Seed: math.MaxUint64, Budget: core.Budget{Currency: core.Steps, Amount: 5000},
		Spec: `{"variant":"wgan"}`, Dir: "five/" + id, Status: core.Planned, Created: noon,
	}
}

var exampleInfo = core.RunInfo{
	GeneratorParams: 1 << 40, DiscriminatorParams: 2, MACsPerStep: 3, BytesResident: 4,
	ImagesPerStep: 5, DUpdatesPerStep: 6, LatentDim: 7, SampleShape: []int{32, 32, 3},
}

func exampleAttempt(from int) core.Attempt {
	return core.Attempt{
		FromStep: from, Started: noon, GanderVersion: "1.2.3", VariantVersion: "0.1.0", Numerics: "n1",
		Binary: "builtin", BinarySHA256: "ab", DatasetSHA256: []string{"cd"}, Machine: "2 cores", Device: "cpu/avx2",
		Threads: 2, Budget: core.Budget{Currency: core.Steps, Amount: 5000},
		Limits: core.Limits{Memory: 2e9, Threads: 1}, Containment: "no new privileges, Landlock 7",
	}
}

func point(step int) core.Point {
	return core.Point{
		Progress: core.Progress{Step: step, DUpdates: int64(5 * step), GUpdates: int64(step), Images: int64(64 * step), MACs: int64(step) << 40, Seconds: float64(step) / 8},
		Scalars: []core.Scalar{
			{Key: "wasserstein", Last: 1, Mean: 2, Min: -3, Max: math.Inf(1)},
			{Key: "loss", Role: "loss_d", Last: float64(step), Mean: 0.1, Min: 5e-324, Max: math.MaxFloat64},
		},
	}
}

func score(step int) core.Score {
	floor, ceiling := 0.0, 1.5
	return core.Score{
		Step: step, Images: int64(64 * step), Key: "kd", Identity: "KD[x]@2048", Dataset: "ring", Weights: "ema",
		Value: 1 / float64(step+1), Direction: core.Lower, Unit: "", Floor: &floor, Ceiling: &ceiling,
	}
}

// record is everything that a run adds at a step.
func record(step int) core.Record {
	return core.Record{
		Points:     []core.Point{point(step)},
		Scores:     []core.Score{score(step)},
		Artifacts:  []core.Artifact{{Step: step, Kind: core.KindGrid, Path: fmt.Sprintf("five/a/%d.png", step), SHA256: "ef", Bytes: 1 << 33}},
		Checkpoint: &core.Checkpoint{Progress: point(step).Progress, Path: fmt.Sprintf("five/a/%d", step), SHA256: "01"},
	}
}

// storeWithRun is an open store that knows the run "a".
func storeWithRun(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s := mustOpen(t, dir)
	must(t, s.PutExperiment(ctx, exampleExperiment()))
	get(s.PutRun(ctx, exampleRun("a")))(t)
	return s
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	s := storeWithRun(t, dir)
	number := get(s.Begin(ctx, "a", exampleAttempt(0), exampleInfo))(t)
	must(t, s.Record(ctx, "a", record(10)))
	must(t, s.Record(ctx, "a", core.Record{Points: []core.Point{point(20), {Progress: core.Progress{Step: 30}}}}))
	a := exampleAttempt(0)
	a.Number, a.Finished, a.Status, a.Reason, a.MaxRSS, a.CPUSeconds = number, noon.Add(time.Hour), core.Crashed, "signal: killed", 1<<33, 0.25
	must(t, s.End(ctx, "a", a, []string{"panic: x", "goroutine 1"}))

	run := exampleRun("a")
	run.Status, run.Reason, run.LogTail = core.Crashed, "signal: killed", []string{"panic: x", "goroutine 1"}
	run.Progress, run.Info = core.Progress{Step: 30}, exampleInfo
	run.Started, run.Finished = noon, noon.Add(time.Hour)

	check := func(t *testing.T, r core.Reader) {
		r10 := record(10)
		equal(t, "experiments", get(r.Experiments(ctx))(t), []core.Experiment{exampleExperiment()})
		equal(t, "experiment", get(r.Experiment(ctx, "five"))(t), exampleExperiment())
		equal(t, "runs", get(r.Runs(ctx, core.RunFilter{}))(t), []core.Run{run})
		equal(t, "attempts", get(r.Attempts(ctx, "a"))(t), []core.Attempt{a})
		equal(t, "points", get(r.Points(ctx, "a"))(t), []core.Point{point(10), point(20), {Progress: core.Progress{Step: 30}}})
		equal(t, "scores", get(r.Scores(ctx, "a"))(t), r10.Scores)
		equal(t, "artifacts", get(r.Artifacts(ctx, "a"))(t), r10.Artifacts)
		equal(t, "checkpoints", get(r.Checkpoints(ctx, "a"))(t), []core.Checkpoint{*r10.Checkpoint})
	}
	t.Run("same store", func(t *testing.T) { check(t, s) })
	t.Run("reader beside the writer", func(t *testing.T) { check(t, mustRead(t, dir)) })
	must(t, s.Close())
	t.Run("reader alone", func(t *testing.T) { check(t, mustRead(t, dir)) })
	t.Run("reopened", func(t *testing.T) { check(t, mustOpen(t, dir)) })
	must(t, sqlite.Check(ctx, dir))
}

func mustRead(t *testing.T, dir string) core.Reader {
	t.Helper()
	r, err := sqlite.OpenReader(dir)
	must(t, err)
	t.Cleanup(func() { r.Close() })
	return r
}

func TestNaNIsKept(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	nan := math.NaN()
	p := core.Point{Scalars: []core.Scalar{{Key: "loss", Last: nan, Mean: nan, Min: 1, Max: math.Inf(-1)}}}
	v := score(0)
	v.Value, v.Floor, v.Ceiling = nan, nil, nil
	must(t, s.Record(ctx, "a", core.Record{Points: []core.Point{p}, Scores: []core.Score{v}}))

	got := get(s.Points(ctx, "a"))(t)[0].Scalars[0]
	if !math.IsNaN(got.Last) || !math.IsNaN(got.Mean) || got.Min != 1 || !math.IsInf(got.Max, -1) {
		t.Errorf("got %+v, want NaN, NaN, 1 and -Inf", got)
	}
	gotScore := get(s.Scores(ctx, "a"))(t)[0]
	if !math.IsNaN(gotScore.Value) || gotScore.Floor != nil || gotScore.Ceiling != nil {
		t.Errorf("got %+v, want a NaN value without floor and ceiling", gotScore)
	}
}

func TestPutRun(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	get(s.Begin(ctx, "a", exampleAttempt(0), exampleInfo))(t)

	again := exampleRun("a")
	again.Label, again.Position, again.Budget.Amount = "renamed", 9, 1e6
	again.Variant, again.Dir, again.Created = "other", "elsewhere", noon.Add(time.Hour)
	want := exampleRun("a")
	want.Label, want.Position, want.Budget.Amount = "renamed", 9, 1e6
	want.Status, want.Started, want.Info = core.Running, noon, exampleInfo
	equal(t, "known run", get(s.PutRun(ctx, again))(t), want)

	orphan := exampleRun("b")
	orphan.Experiment = "nothing"
	if _, err := s.PutRun(ctx, orphan); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("run of an unknown experiment: got %v, want ErrNotFound", err)
	}
}

func TestRunFilter(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	other := exampleExperiment()
	other.Name = "a-first"
	must(t, s.PutExperiment(ctx, other))
	for i, id := range []string{"abc", "b%", "b_"} {
		r := exampleRun(id)
		r.Position = 10 - i
		if id == "b_" {
			r.Experiment = "a-first"
		}
		get(s.PutRun(ctx, r))(t)
	}
	for _, c := range []struct {
		name   string
		filter core.RunFilter
		want   []string
	}{
		{"all", core.RunFilter{}, []string{"b_", "a", "b%", "abc"}},
		{"experiment", core.RunFilter{Experiment: "five"}, []string{"a", "b%", "abc"}},
		{"prefix", core.RunFilter{IDs: []string{"a"}}, []string{"a", "abc"}},
		{"several", core.RunFilter{IDs: []string{"abc", "b_"}}, []string{"b_", "abc"}},
		{"both", core.RunFilter{Experiment: "five", IDs: []string{"b"}}, []string{"b%"}},
		{"wildcards are letters", core.RunFilter{IDs: []string{"%", "*", "_"}}, nil},
	} {
		var got []string
		for _, r := range get(s.Runs(ctx, c.filter))(t) {
			got = append(got, r.ID)
		}
		equal(t, c.name, got, c.want)
	}
}

func TestExperimentsByLastChange(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	later := exampleExperiment()
	later.Name = "later"
	must(t, s.PutExperiment(ctx, later))
	names := func() (list []string) {
		for _, e := range get(s.Experiments(ctx))(t) {
			list = append(list, e.Name)
		}
		return list
	}
	equal(t, "as put", names(), []string{"later", "five"})
	must(t, s.Record(ctx, "a", record(1)))
	equal(t, "after a record", names(), []string{"five", "later"})
}

func TestBeginRewinds(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	get(s.Begin(ctx, "a", exampleAttempt(0), exampleInfo))(t)
	for step := 10; step <= 40; step += 10 {
		must(t, s.Record(ctx, "a", record(step)))
	}
	if n := get(s.Begin(ctx, "a", exampleAttempt(20), exampleInfo))(t); n != 2 {
		t.Errorf("second attempt has number %d", n)
	}
	equal(t, "points", get(s.Points(ctx, "a"))(t), []core.Point{point(10), point(20)})
	equal(t, "scores", get(s.Scores(ctx, "a"))(t), []core.Score{score(10), score(20)})
	equal(t, "artifacts", len(get(s.Artifacts(ctx, "a"))(t)), 2)
	equal(t, "checkpoints", len(get(s.Checkpoints(ctx, "a"))(t)), 2)
	equal(t, "progress", get(s.Runs(ctx, core.RunFilter{}))(t)[0].Progress, point(20).Progress)
	must(t, s.Record(ctx, "a", record(30)))
}

func TestRecordIsAllOrNothing(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	must(t, s.Record(ctx, "a", record(10)))
	twice := core.Record{Points: []core.Point{point(20), point(10)}, Scores: []core.Score{score(20)}}
	if err := s.Record(ctx, "a", twice); err == nil {
		t.Error("a point of a recorded step was taken")
	}
	equal(t, "points", get(s.Points(ctx, "a"))(t), []core.Point{point(10)})
	equal(t, "scores", get(s.Scores(ctx, "a"))(t), []core.Score{score(10)})

	r := record(10)
	r.Points = nil
	must(t, s.Record(ctx, "a", r))
	equal(t, "scores again", get(s.Scores(ctx, "a"))(t), []core.Score{score(10)})
}

func TestDropAndRemove(t *testing.T) {
	dir := t.TempDir()
	s := storeWithRun(t, dir)
	get(s.Begin(ctx, "a", exampleAttempt(0), exampleInfo))(t)
	must(t, s.Record(ctx, "a", record(10)))
	must(t, s.Record(ctx, "a", record(20)))
	must(t, s.DropCheckpoint(ctx, "a", 10))
	equal(t, "checkpoints", get(s.Checkpoints(ctx, "a"))(t)[0], *record(20).Checkpoint)
	must(t, s.RemoveRun(ctx, "a"))
	if _, err := s.Points(ctx, "a"); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("points of a removed run: got %v, want ErrNotFound", err)
	}
	for _, table := range []string{"attempts", "points", "measured", "scalars", "scores", "artifacts", "checkpoints"} {
		equal(t, table, count(t, dir, table), 0)
	}
}

func TestNotFound(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	get := func(_ any, err error) error { return err }
	for name, err := range map[string]error{
		"Experiment":     get(s.Experiment(ctx, "x")),
		"Attempts":       get(s.Attempts(ctx, "x")),
		"Points":         get(s.Points(ctx, "x")),
		"Scores":         get(s.Scores(ctx, "x")),
		"Artifacts":      get(s.Artifacts(ctx, "x")),
		"Checkpoints":    get(s.Checkpoints(ctx, "x")),
		"Begin":          get(s.Begin(ctx, "x", exampleAttempt(0), exampleInfo)),
		"Record":         s.Record(ctx, "x", record(1)),
		"End":            s.End(ctx, "x", exampleAttempt(0), nil),
		"End of attempt": s.End(ctx, "a", core.Attempt{Number: 7, Status: core.Done}, nil),
		"DropCheckpoint": s.DropCheckpoint(ctx, "x", 1),
		"RemoveRun":      s.RemoveRun(ctx, "x"),
	} {
		if !errors.Is(err, core.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
}

func TestCancelledContextCommits(t *testing.T) {
	s := storeWithRun(t, t.TempDir())
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	must(t, s.Record(cancelled, "a", record(10)))
	equal(t, "points", get(s.Points(ctx, "a"))(t), []core.Point{point(10)})
	if _, err := s.Points(cancelled, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("reading: got %v, want context.Canceled", err)
	}
}

func TestFolderNames(t *testing.T) {
	for _, name := range []string{"a?mode=memory", "b#c", "d%41", "e f&g=h", "ü"} {
		dir := filepath.Join(t.TempDir(), name)
		s := storeWithRun(t, dir)
		must(t, s.Close())
		equal(t, name, len(get(mustRead(t, dir).Runs(ctx, core.RunFilter{}))(t)), 1)
	}
}
