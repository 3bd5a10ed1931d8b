package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"gander/core"
	"gander/plugins/variant"
)

// Revisit opens a run at its newest checkpoint and samples again what the judge of
// its dataset asked for then, n samples or as many as the run was scored on if n is
// 0. Nothing of it is recorded: the store is only read. The run must be of the
// numerics and the data that the variant and the runner have now.
func (r *Runner) Revisit(ctx context.Context, reader core.Reader, e core.Experiment, run core.Run, n int) (Answered, Judge, error) {
	dir, err := os.MkdirTemp("", "gander-revisit-")
	if err != nil {
		return Answered{}, nil, err
	}
	defer os.RemoveAll(dir)
	if n > 0 {
		e.Evaluate.Samples = n
	}
	l := &life{Runner: r, exp: e, run: run, dir: dir}
	checkpoint, err := r.copyNewest(ctx, reader, run, filepath.Join(dir, "checkpoints"))
	if err != nil {
		return Answered{}, nil, err
	}
	now := core.Attempt{DatasetSHA256: l.dataHashes()}
	err = l.open(ctx, &now)
	if l.proc != nil {
		defer l.proc.Close() // it has nothing to lose
	}
	if err != nil {
		return Answered{}, nil, err
	}
	if err := sameAsBefore(ctx, reader, run, now); err != nil {
		return Answered{}, nil, err
	}
	if err := l.proc.Load(ctx, checkpoint); err != nil {
		return Answered{}, nil, err
	}
	judge := r.Data[run.Datasets[0]].Judge(l.task())
	a, err := l.answers(ctx, judge)
	return a, judge, err
}

// answers samples all that a judge asks for at the end of training.
func (l *life) answers(ctx context.Context, judge Judge) (Answered, error) {
	how := variant.Sampling{Seed: evaluationSeed, Weights: l.weights(), Truncation: 1}
	samples, err := l.proc.Sample(ctx, how, judge.Conditions(l.exp.Evaluate.Samples))
	if err != nil {
		return Answered{}, err
	}
	return l.furthermore(ctx, judge, how, samples, true)
}

// copyNewest copies the newest checkpoint of a run, if it is whole, to below a
// folder that its variant may read.
func (r *Runner) copyNewest(ctx context.Context, reader core.Reader, run core.Run, to string) (string, error) {
	checkpoints, err := reader.Checkpoints(ctx, run.ID)
	if err != nil {
		return "", err
	}
	if len(checkpoints) == 0 {
		return "", errors.New("the run has no checkpoint")
	}
	newest := checkpoints[len(checkpoints)-1]
	from := filepath.Join(r.Results, filepath.FromSlash(newest.Path))
	if err := verify(from, newest.SHA256); err != nil {
		return "", fmt.Errorf("the checkpoint of step %d is damaged: %w", newest.Step, err)
	}
	to = filepath.Join(to, path.Base(newest.Path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return "", err
	}
	return to, os.CopyFS(to, os.DirFS(from))
}

// sameAsBefore says in what the variant or its data are not those that the run's
// last attempt had.
func sameAsBefore(ctx context.Context, reader core.Reader, run core.Run, now core.Attempt) error {
	attempts, err := reader.Attempts(ctx, run.ID)
	if err != nil {
		return err
	}
	if len(attempts) == 0 {
		return errors.New("the run has never begun")
	}
	before := attempts[len(attempts)-1]
	var problems []error
	if now.Numerics != before.Numerics {
		problems = append(problems, fmt.Errorf("variant %s has the numerics %q now, the run was made with %q", run.Variant, now.Numerics, before.Numerics))
	}
	if !slices.Equal(now.DatasetSHA256, before.DatasetSHA256) {
		problems = append(problems, fmt.Errorf("the data have changed since: SHA-256 %q now, %q then", now.DatasetSHA256, before.DatasetSHA256))
	}
	return errors.Join(problems...)
}
