package runner_test

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"

	"gander/core"
)

// Limits reach the process with what it may read, bound its threads, are
// recorded with the attempt, and leave the run the same when they change.
func TestLimitsOfARun(t *testing.T) {
	tr := newTrial(t, 1)
	tr.Threads = 4
	var ids []string
	for i, limits := range []core.Limits{{Memory: 1e9, Threads: 2}, {Threads: 8}, {}} {
		tr.exp.Limits = limits
		tr.exp.Budget.Amount = float64(400 * (i + 1)) // or it would be done already
		run := tr.run(nil)[0]
		ids = append(ids, run.ID)
		threads := []int{2, 4, 4}[i]
		if got := tr.launcher.options; got.Limits != limits || got.Threads != threads {
			t.Errorf("with %+v the process gets %+v, want %d threads", limits, got, threads)
		}
		want := []string{filepath.Join(tr.Results, run.Dir, "checkpoints"), tr.Data["plane"].Path}
		if got := tr.launcher.options.Read; !reflect.DeepEqual(got, want) {
			t.Errorf("it may read %v, want %v", got, want)
		}
		attempts, err := tr.Store.Attempts(context.Background(), run.ID)
		if err != nil || len(attempts) != i+1 || attempts[i].Limits != limits || attempts[i].Threads != threads {
			t.Errorf("with %+v the attempts are %+v, %v", limits, attempts, err)
		}
	}
	if ids[0] != ids[1] || ids[1] != ids[2] {
		t.Errorf("limits change the run: %v", ids)
	}
}
