package runner_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gander/core"
	"gander/core/runner"
	"gander/core/sqlite"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// trial is one results folder with a runner over it.
type trial struct {
	*runner.Runner
	launcher *inProcess
	stop     chan struct{}
	exp      core.Experiment
	t        *testing.T
}

func newTrial(t *testing.T, seeds ...uint64) *trial {
	t.Helper()
	results := t.TempDir()
	store, err := sqlite.Open(results)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	launcher := &inProcess{}
	return &trial{
		Runner: &runner.Runner{
			Store: store, Launcher: launcher, Results: results, Observer: silent{}, Lanes: 1, Threads: 1, Explain: explain, Now: time.Now,
			Data: map[string]runner.Prepared{"plane": {Judge: func(variant.Task) runner.Judge { return mean{} }, Header: plane(t)}},
		},
		launcher: launcher, stop: make(chan struct{}), t: t,
		exp: core.Experiment{
			Name: "walks", Seeds: seeds, LogEvery: 7,
			Budget:     core.Budget{Currency: core.Images, Amount: 400},
			Evaluate:   core.Evaluation{Every: core.Budget{Currency: core.Images, Amount: 130}, Samples: 600, Weights: "raw"},
			Checkpoint: core.Checkpointing{Every: core.Budget{Currency: core.Images, Amount: 90}, Keep: 2},
			Datasets:   []core.DatasetSpec{{Name: "plane", Source: "plane"}},
		},
	}
}

// plane writes the smallest dataset and gives its header.
func plane(t *testing.T) data.Header {
	t.Helper()
	h := data.Header{Name: "plane", Split: data.Train, Kind: data.KindPoint, Rows: 1, Shape: []int{2}, DType: data.F32}
	h, err := data.Write(filepath.Join(t.TempDir(), "plane"), h, func(yield func(data.Sample, error) bool) {
		yield(data.Sample{Point: make([]float32, 2)}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// run carries the experiment out with the parameters and gives the runs back.
func (tr *trial) run(params map[string]any) []core.Run {
	tr.t.Helper()
	tr.exp.Entries = []core.Entry{{Label: "walk", Variant: "walker", Datasets: []string{"plane"}, Params: params, Budget: tr.exp.Budget, Limits: tr.exp.Limits}}
	describe := map[string]variant.Description{"walker": walker{}.Describe()}
	plan := runner.Plan(tr.exp, tr.Data, describe, func(_ core.Experiment, e core.Entry, seed uint64) string {
		return fmt.Sprint(e.Variant, e.Params, seed)
	})
	runs, err := tr.Run(context.Background(), tr.stop, tr.exp, plan)
	if err != nil {
		tr.t.Fatal(err)
	}
	return runs
}

// silent is an observer that calls advanced, if set, at every point.
type silent struct{ advanced func(core.Progress) }

func (silent) Started(core.Run, int, int) {}
func (s silent) Advanced(_ core.Run, p core.Progress, _ int) {
	if s.advanced != nil {
		s.advanced(p)
	}
}
func (silent) Scored(core.Run, []core.Score) {}
func (silent) Ended(core.Run)                {}

// trace is all of a run that must not depend on how often it was interrupted.
type trace struct {
	Points []core.Point
	Scores []core.Score
	Last   string // hash of the last checkpoint
	Files  map[string]string
}

func (tr *trial) trace(run core.Run) trace {
	tr.t.Helper()
	ctx := context.Background()
	points, err := tr.Store.Points(ctx, run.ID)
	if err != nil {
		tr.t.Fatal(err)
	}
	for i := range points {
		points[i].Seconds = 0 // measured
	}
	scores, err := tr.Store.Scores(ctx, run.ID)
	if err != nil {
		tr.t.Fatal(err)
	}
	checkpoints, err := tr.Store.Checkpoints(ctx, run.ID)
	if err != nil {
		tr.t.Fatal(err)
	}
	artifacts, err := tr.Store.Artifacts(ctx, run.ID)
	if err != nil {
		tr.t.Fatal(err)
	}
	files := map[string]string{}
	for _, a := range artifacts {
		files[a.Path] = a.SHA256
	}
	return trace{points, scores, checkpoints[len(checkpoints)-1].SHA256, files}
}

func TestRunToTheEnd(t *testing.T) {
	tr := newTrial(t, 1)
	run := tr.run(nil)[0]
	if run.Status != core.Done || run.Progress.Step != 100 || run.Progress.Images != 400 {
		t.Fatalf("run ended %s at step %d with %d images; want done at 100 with 400 (%s)", run.Status, run.Progress.Step, run.Progress.Images, run.Reason)
	}
	got := tr.trace(run)
	var steps []int
	for _, s := range got.Scores {
		if s.Key == "mean" {
			steps = append(steps, s.Step)
		} else if s.Step != 100 {
			t.Errorf("%s is scored at step %d, not at the end alone", s.Key, s.Step)
		}
	}
	// 130, 260 and 390 images are passed in steps 33, 65 and 98 of 4 images.
	if want := []int{0, 33, 65, 98, 100}; !reflect.DeepEqual(steps, want) {
		t.Errorf("scored at %v, want %v", steps, want)
	}
	if len(got.Scores) != len(steps)+1 {
		t.Errorf("%d scores, want one of the end beside %d", len(got.Scores), len(steps))
	}
	checkpoints, err := tr.Store.Checkpoints(t.Context(), run.ID)
	if err != nil || len(checkpoints) != 2 {
		t.Fatalf("%d checkpoints are kept, %v; want 2", len(checkpoints), err)
	}
	folders, err := os.ReadDir(filepath.Join(tr.Results, run.Dir, "checkpoints"))
	if err != nil || len(folders) != 2 {
		t.Errorf("%d checkpoint folders are on disk, %v; want 2", len(folders), err)
	}
	if _, err := os.Stat(filepath.Join(tr.Results, run.Dir, "weights", "generator.safetensors")); err != nil {
		t.Error(err)
	}
}

// Wherever a run is interrupted, in the end it is the run that was not.
func TestInterruptedRunIsTheSameRun(t *testing.T) {
	whole := newTrial(t, 1)
	want := whole.trace(whole.run(nil)[0])
	for _, at := range []int{1, 7, 30, 66, 99} {
		tr := newTrial(t, 1)
		tr.Observer = silent{advanced: func(p core.Progress) {
			if p.Step >= at && !isClosed(tr.stop) {
				close(tr.stop)
			}
		}}
		stopped := tr.run(nil)[0]
		if at < 99 && stopped.Status != core.Stopped {
			t.Fatalf("interrupted at step %d the run is %s", at, stopped.Status)
		}
		tr.stop, tr.Observer = make(chan struct{}), silent{}
		run := tr.run(nil)[0]
		if got := tr.trace(run); run.Status != core.Done || !reflect.DeepEqual(got, want) {
			t.Errorf("interrupted at step %d and run again: %s\n got %+v\nwant %+v", at, run.Status, got, want)
		}
	}
}

// aborted is a judge whom the user was in too much of a hurry to hear.
type aborted struct{ mean }

func (aborted) Judge(context.Context, sample.Batch) ([]core.Score, error) {
	return nil, context.Canceled
}

func TestInterruptedWhileScoredIsStopped(t *testing.T) {
	tr := newTrial(t, 1)
	judged := tr.Data["plane"]
	hasty := judged
	hasty.Judge = func(variant.Task) runner.Judge { return aborted{} }
	tr.Data["plane"] = hasty
	if run := tr.run(nil)[0]; run.Status != core.Stopped {
		t.Errorf("the run is %s: %s", run.Status, run.Reason)
	}
	tr.Data["plane"] = judged
	if run := tr.run(nil)[0]; run.Status != core.Done {
		t.Errorf("run again it is %s: %s", run.Status, run.Reason)
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestCrashLeavesTheOthersAndGoesOn(t *testing.T) {
	whole := newTrial(t, 1, 2)
	want := whole.run(nil)
	tr := newTrial(t, 1, 2)
	tr.launcher.crashSeed, tr.launcher.crashAt = 1, 50
	runs := tr.run(nil)
	if runs[0].Status != core.Crashed || runs[0].Reason != "killed by signal 9" || len(runs[0].LogTail) != 1 {
		t.Errorf("the crashed run is %s, %q, log %q", runs[0].Status, runs[0].Reason, runs[0].LogTail)
	}
	if runs[1].Status != core.Done {
		t.Errorf("the other run is %s", runs[1].Status)
	}
	tr.launcher.crashAt = 0
	again := tr.run(nil)
	if got, want := tr.trace(again[0]), whole.trace(want[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("after the crash the run differs\n got %+v\nwant %+v", got, want)
	}
}

func TestDamagedCheckpointIsPassedOver(t *testing.T) {
	whole := newTrial(t, 1)
	want := whole.trace(whole.run(nil)[0])
	tr := newTrial(t, 1)
	tr.launcher.crashSeed, tr.launcher.crashAt = 1, 95
	run := tr.run(nil)[0]
	checkpoints, err := tr.Store.Checkpoints(t.Context(), run.ID)
	if err != nil || len(checkpoints) < 2 {
		t.Fatal(len(checkpoints), err)
	}
	newest := checkpoints[len(checkpoints)-1]
	if err := os.WriteFile(filepath.Join(tr.Results, newest.Path, "state.json"), []byte(`{"Steps":1,"X":1}`), 0o644); err != nil {
		t.Fatal(err)
	}
	tr.launcher.crashAt = 0
	if got := tr.trace(tr.run(nil)[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("the run differs after damage\n got %+v\nwant %+v", got, want)
	}
}

func TestDoneIsSkippedAndALargerBudgetGoesOn(t *testing.T) {
	tr := newTrial(t, 1)
	first := tr.run(nil)[0]
	tr.run(nil)
	if tr.launcher.launched != 1 {
		t.Errorf("a done run was launched again")
	}
	tr.exp.Budget.Amount = 800
	run := tr.run(nil)[0]
	attempts, err := tr.Store.Attempts(t.Context(), run.ID)
	if err != nil || len(attempts) != 2 || attempts[1].FromStep != 100 {
		t.Fatalf("attempts %+v, %v; want a second one from step 100", attempts, err)
	}
	if run.ID != first.ID || run.Progress.Step != 200 {
		t.Errorf("run %s is at step %d; want %s at 200", run.ID, run.Progress.Step, first.ID)
	}
}

func TestEndsThatAreNotSuccess(t *testing.T) {
	for _, c := range []struct {
		name   string
		params map[string]any
		want   core.RunStatus
	}{
		{"diverged", map[string]any{"nan_at": 40}, core.Diverged},
		{"unknown parameter", map[string]any{"nan": 40}, core.Rejected},
		{"out of range", map[string]any{"batch_size": 0}, core.Rejected},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := newTrial(t, 1)
			run := tr.run(c.params)[0]
			if run.Status != c.want || run.Reason == "" {
				t.Errorf("the run is %s, %q; want %s with a reason", run.Status, run.Reason, c.want)
			}
			stored, err := tr.Store.Runs(t.Context(), core.RunFilter{IDs: []string{run.ID}})
			if err != nil || stored[0].Status != c.want || stored[0].Reason != run.Reason {
				t.Errorf("the store says %+v, %v", stored, err)
			}
			attempts, err := tr.Store.Attempts(t.Context(), run.ID)
			if err != nil || len(attempts) != 1 || !slices.Equal(attempts[0].DatasetSHA256, []string{tr.Data["plane"].Header.SHA256}) {
				t.Errorf("nobody could tell on what data it failed: %+v, %v", attempts, err)
			}
		})
	}
}

// A finished run gives the samples again that it was scored on, and the store stays
// as it is; on other data or of other numerics it is refused.
func TestRevisit(t *testing.T) {
	tr := newTrial(t, 1)
	run := tr.run(nil)[0]
	before := tr.trace(run)
	a, judge, err := tr.Revisit(t.Context(), tr.Store, tr.exp, run, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := judge.Judge(t.Context(), a.Samples)
	i := slices.IndexFunc(before.Scores, func(s core.Score) bool { return s.Key == "mean" && s.Step == run.Progress.Step })
	if err != nil || i < 0 || got[0].Value != before.Scores[i].Value {
		t.Errorf("the samples get %+v, %v; the run has %+v", got, err, before.Scores)
	}
	if few, _, err := tr.Revisit(t.Context(), tr.Store, tr.exp, run, 7); err != nil || few.Samples.Rows() != 7 {
		t.Errorf("seven are %d; %v", few.Samples.Rows(), err)
	}
	if after := tr.trace(run); !reflect.DeepEqual(before, after) {
		t.Errorf("the store holds\n%+v, held\n%+v", after, before)
	}
	other := tr.Data["plane"]
	other.Header.SHA256 = "beef"
	tr.Data["plane"] = other
	if _, _, err := tr.Revisit(t.Context(), tr.Store, tr.exp, run, 0); err == nil || !strings.Contains(err.Error(), "the data have changed") {
		t.Errorf("got %v on other data", err)
	}
	checkpoints, err := tr.Store.Checkpoints(t.Context(), run.ID)
	if err != nil {
		t.Fatal(err)
	}
	newest := checkpoints[len(checkpoints)-1]
	if err := os.WriteFile(filepath.Join(tr.Results, newest.Path, "state.json"), []byte(`{}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := tr.Revisit(t.Context(), tr.Store, tr.exp, run, 0); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("got %v of a damaged checkpoint", err)
	}
}

func TestTimeBudgetEndsByTheClock(t *testing.T) {
	tr := newTrial(t, 1)
	tr.exp.Budget = core.Budget{Currency: core.Seconds, Amount: 1e-5}
	run := tr.run(nil)[0]
	if run.Status != core.Done || run.Progress.Seconds < 1e-5 || run.Progress.Step == 0 {
		t.Errorf("the run is %s after %v s and %d steps (%s)", run.Status, run.Progress.Seconds, run.Progress.Step, run.Reason)
	}
}

func TestFoldersBearAnyLabel(t *testing.T) {
	for label, want := range map[string]string{
		"wgan-gp":                  "e/wgan-gp-d-seed1-",
		"../../etc":                "e/etc-d-seed1-",
		"wgan lr_g=0.0001":         "e/wgan-lr_g=0.0001-d-seed1-",
		"größe/x":                  "e/gr--e-x-d-seed1-",
		strings.Repeat("long", 40): "e/" + strings.Repeat("long", 15) + "-d-seed1-",
	} {
		e := core.Experiment{Name: "e", Seeds: []uint64{1}, Entries: []core.Entry{{Label: label, Datasets: []string{"d"}}}}
		dir := runner.Plan(e, nil, nil, func(core.Experiment, core.Entry, uint64) string { return "" })[0].Dir
		if !strings.HasPrefix(dir, want) {
			t.Errorf("label %q lies in %s, want %s…", label, dir, want)
		}
	}
}

func TestIdentity(t *testing.T) {
	e := core.Experiment{Name: "e", Seeds: []uint64{1}, Entries: []core.Entry{{Label: "a", Variant: "walker", Datasets: []string{"d"}}}}
	id := func(sha, numerics, spec string, budget float64, horizon bool) string {
		e.Entries[0].Budget = core.Budget{Currency: core.Images, Amount: budget}
		d := variant.Description{Name: "walker", Numerics: numerics, HorizonMatters: horizon}
		return runner.Plan(e, map[string]runner.Prepared{"d": {Header: data.Header{SHA256: sha}}},
			map[string]variant.Description{"walker": d}, func(core.Experiment, core.Entry, uint64) string { return spec })[0].ID
	}
	base := id("a", "1", "s", 10, false)
	for name, other := range map[string]string{
		"data": id("b", "1", "s", 10, false), "numerics": id("a", "2", "s", 10, false), "spec": id("a", "1", "t", 10, false),
		"horizon": id("a", "1", "s", 10, true),
	} {
		if other == base {
			t.Errorf("another %s is the same run", name)
		}
	}
	if id("a", "1", "s", 20, false) != base {
		t.Error("a larger budget is another run, though no schedule depends on it")
	}
	if id("a", "1", "s", 20, true) == id("a", "1", "s", 10, true) {
		t.Error("a larger budget is the same run, though a schedule depends on it")
	}
}
