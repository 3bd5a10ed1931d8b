package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"gander/core"
)

// Examined keeps what ails a run, as of what it has recorded so far, in place
// of what was kept before.
func (s *Store) Examined(ctx context.Context, run string, flags []core.Flag) error {
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		if err := forgetFlags(ctx, tx, num); err != nil {
			return err
		}
		for _, f := range flags {
			err := exec(ctx, tx, `INSERT INTO flags (run, ailment, step, detail) VALUES (?, ?, ?, ?)`, num, f.Ailment, f.Step, f.Detail)
			if err != nil {
				return fmt.Errorf("flag %s at step %d: %w", f.Ailment, f.Step, err)
			}
		}
		return exec(ctx, tx, `UPDATE runs SET examined = 1 WHERE num = ?`, num)
	})
	if err != nil {
		return fmt.Errorf("keep what ails a run: %w", err)
	}
	return nil
}

// forgetFlags is for a run that records more.
func forgetFlags(ctx context.Context, tx *sql.Tx, run int64) error {
	if err := exec(ctx, tx, `UPDATE runs SET examined = 0 WHERE num = ? AND examined = 1`, run); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM flags WHERE run = ?`, run)
}

// Flags are in order of step; known is false if the run has begun or recorded
// anything since it was examined.
func (r reader) Flags(ctx context.Context, run string) (flags []core.Flag, known bool, err error) {
	var num int64
	row := r.db.QueryRowContext(ctx, `SELECT num, examined FROM runs WHERE id = ?`, run)
	if err := named(row.Scan(&num, &known), "run", run); err != nil || !known {
		return nil, false, err
	}
	flags, err = all(ctx, r.db, scanFlag, `SELECT ailment, step, detail FROM flags WHERE run = ? ORDER BY step, ailment`, num)
	if err != nil {
		return nil, false, fmt.Errorf("read flags: %w", err)
	}
	return flags, true, nil
}

func scanFlag(r row, f *core.Flag) error { return r.Scan(&f.Ailment, &f.Step, &f.Detail) }
