package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gander/core"
)

// PutExperiment records an experiment, replacing one of the same name. Runs of
// the replaced one stay.
func (s *Store) PutExperiment(ctx context.Context, e core.Experiment) error {
	err := s.update(ctx, func(ctx context.Context, tx *sql.Tx) error {
		now := time.Now()
		return exec(ctx, tx, `
			INSERT INTO experiments (name, question, spec, text, created, changed) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET question = excluded.question,
				spec = excluded.spec, text = excluded.text, changed = excluded.changed`,
			e.Name, e.Question, asSpec{&e}, e.Text, asTime{&now}, asTime{&now})
	})
	if err != nil {
		return fmt.Errorf("record experiment %q: %w", e.Name, err)
	}
	return nil
}

// touch marks the experiment of a run as changed now.
func touch(ctx context.Context, tx *sql.Tx, run int64) error {
	now := time.Now()
	return exec(ctx, tx, `UPDATE experiments SET changed = ?
		WHERE num = (SELECT experiment FROM runs WHERE num = ?)`, asTime{&now}, run)
}

// Experiments are in order of their last change, the latest first.
func (r reader) Experiments(ctx context.Context) ([]core.Experiment, error) {
	list, err := all(ctx, r.db, scanExperiment, `SELECT spec, text FROM experiments ORDER BY changed DESC, num DESC`)
	if err != nil {
		return nil, fmt.Errorf("read experiments: %w", err)
	}
	return list, nil
}

// Experiment is the one of that name, or core.ErrNotFound.
func (r reader) Experiment(ctx context.Context, name string) (core.Experiment, error) {
	var e core.Experiment
	row := r.db.QueryRowContext(ctx, `SELECT spec, text FROM experiments WHERE name = ?`, name)
	err := named(scanExperiment(row, &e), "experiment", name)
	return e, err
}

func scanExperiment(r row, e *core.Experiment) error {
	var text string
	err := r.Scan(asSpec{e}, &text)
	e.Text = text
	return err
}
