package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"gander/core"
)

// Record appends to a run in one transaction: all of it is kept or, with an
// error, none. A point's step must be new. A score or a checkpoint of the same
// step and an artifact of the same path replace the former one.
func (s *Store) Record(ctx context.Context, run string, r core.Record) error {
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		if err := forgetFlags(ctx, tx, num); err != nil {
			return err
		}
		if err := insertPoints(ctx, tx, num, r.Points); err != nil {
			return err
		}
		if err := insertScores(ctx, tx, num, r.Scores); err != nil {
			return err
		}
		if err := insertArtifacts(ctx, tx, num, r.Artifacts); err != nil {
			return err
		}
		return insertCheckpoint(ctx, tx, num, r.Checkpoint)
	})
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

func insertScores(ctx context.Context, tx *sql.Tx, run int64, scores []core.Score) error {
	for _, s := range scores {
		err := exec(ctx, tx, `
			INSERT OR REPLACE INTO scores (run, step, images, key, identity, dataset, weights, value,
				direction, unit, floor, ceiling)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			run, s.Step, s.Images, s.Key, s.Identity, s.Dataset, s.Weights, asNumber{&s.Value},
			s.Direction, s.Unit, s.Floor, s.Ceiling)
		if err != nil {
			return fmt.Errorf("score %s at step %d: %w", s.Identity, s.Step, err)
		}
	}
	return nil
}

func insertArtifacts(ctx context.Context, tx *sql.Tx, run int64, artifacts []core.Artifact) error {
	for _, a := range artifacts {
		err := exec(ctx, tx, `INSERT OR REPLACE INTO artifacts (run, step, kind, path, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)`,
			run, a.Step, a.Kind, a.Path, a.SHA256, a.Bytes)
		if err != nil {
			return fmt.Errorf("artifact %s: %w", a.Path, err)
		}
	}
	return nil
}

func insertCheckpoint(ctx context.Context, tx *sql.Tx, run int64, c *core.Checkpoint) error {
	if c == nil {
		return nil
	}
	err := exec(ctx, tx, `
		INSERT OR REPLACE INTO checkpoints (run, step, d_updates, g_updates, images, macs, seconds, path, sha256)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		run, c.Step, c.DUpdates, c.GUpdates, c.Images, c.MACs, c.Seconds, c.Path, c.SHA256)
	if err != nil {
		return fmt.Errorf("checkpoint at step %d: %w", c.Step, err)
	}
	return nil
}

// DropCheckpoint forgets a checkpoint whose folder is about to be removed.
func (s *Store) DropCheckpoint(ctx context.Context, run string, step int) error {
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		return exec(ctx, tx, `DELETE FROM checkpoints WHERE run = ? AND step = ?`, num, step)
	})
	if err != nil {
		return fmt.Errorf("drop checkpoint: %w", err)
	}
	return nil
}

// Scores are in order of step.
func (r reader) Scores(ctx context.Context, run string) ([]core.Score, error) {
	list, err := ofRun(ctx, r.db, run, scanScore, `
		SELECT step, images, key, identity, dataset, weights, value, direction, unit, floor, ceiling
		FROM scores WHERE run = ? ORDER BY step, dataset, weights, key, identity`)
	if err != nil {
		return nil, fmt.Errorf("read scores: %w", err)
	}
	return list, nil
}

func scanScore(r row, s *core.Score) error {
	return r.Scan(&s.Step, &s.Images, &s.Key, &s.Identity, &s.Dataset, &s.Weights, asNumber{&s.Value},
		&s.Direction, &s.Unit, &s.Floor, &s.Ceiling)
}

// Artifacts are in order of step.
func (r reader) Artifacts(ctx context.Context, run string) ([]core.Artifact, error) {
	list, err := ofRun(ctx, r.db, run, scanArtifact, `
		SELECT step, kind, path, sha256, bytes FROM artifacts WHERE run = ? ORDER BY step, path`)
	if err != nil {
		return nil, fmt.Errorf("read artifacts: %w", err)
	}
	return list, nil
}

func scanArtifact(r row, a *core.Artifact) error {
	return r.Scan(&a.Step, &a.Kind, &a.Path, &a.SHA256, &a.Bytes)
}

// Checkpoints are in order of step.
func (r reader) Checkpoints(ctx context.Context, run string) ([]core.Checkpoint, error) {
	list, err := ofRun(ctx, r.db, run, scanCheckpoint, `
		SELECT step, d_updates, g_updates, images, macs, seconds, path, sha256
		FROM checkpoints WHERE run = ? ORDER BY step`)
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	return list, nil
}

func scanCheckpoint(r row, c *core.Checkpoint) error {
	return r.Scan(&c.Step, &c.DUpdates, &c.GUpdates, &c.Images, &c.MACs, &c.Seconds, &c.Path, &c.SHA256)
}
