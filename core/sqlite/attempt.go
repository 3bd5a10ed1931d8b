package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"gander/core"
)

// Begin records that a run is taken up from a step: it removes what was
// recorded after that step, sets the status to Running and returns the
// attempt's number.
func (s *Store) Begin(ctx context.Context, run string, a core.Attempt, info core.RunInfo) (int, error) {
	a.Status = core.Running
	if a.Started.IsZero() {
		a.Started = time.Now()
	}
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		if err := rewind(ctx, tx, num, a.FromStep); err != nil {
			return err
		}
		if err := forgetFlags(ctx, tx, num); err != nil {
			return err
		}
		if err := takeUp(ctx, tx, num, a, info); err != nil {
			return err
		}
		var err error
		a.Number, err = insertAttempt(ctx, tx, num, a)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("begin run: %w", err)
	}
	return a.Number, nil
}

// rewind removes what was recorded after a step; measured and scalars go with
// their points.
func rewind(ctx context.Context, tx *sql.Tx, run int64, step int) error {
	for _, table := range []string{"points", "scores", "artifacts", "checkpoints"} {
		if err := exec(ctx, tx, `DELETE FROM `+table+` WHERE run = ? AND step > ?`, run, step); err != nil {
			return err
		}
	}
	return nil
}

func takeUp(ctx context.Context, tx *sql.Tx, run int64, a core.Attempt, i core.RunInfo) error {
	return exec(ctx, tx, `
		UPDATE runs SET status = 'running', reason = '', log_tail = 'null',
			started = coalesce(started, ?), finished = NULL,
			generator_params = ?, discriminator_params = ?, macs_per_step = ?, bytes_resident = ?,
			images_per_step = ?, d_updates_per_step = ?, latent_dim = ?, sample_shape = ?
		WHERE num = ?`,
		asTime{&a.Started}, i.GeneratorParams, i.DiscriminatorParams, i.MACsPerStep, i.BytesResident,
		i.ImagesPerStep, i.DUpdatesPerStep, i.LatentDim, asJSON{i.SampleShape}, run)
}

func insertAttempt(ctx context.Context, tx *sql.Tx, run int64, a core.Attempt) (number int, err error) {
	row := tx.QueryRowContext(ctx, `
		INSERT INTO attempts (run, number, from_step, started, finished, status, reason, gander_version,
			variant_version, numerics, binary, binary_sha256, dataset_sha256, machine, device, threads,
			budget_currency, budget_amount, max_rss, cpu_seconds, memory_limit, thread_limit, containment)
		VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE run = ?1),
			?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		RETURNING number`,
		run, a.FromStep, asTime{&a.Started}, asTime{&a.Finished}, a.Status, a.Reason, a.GanderVersion,
		a.VariantVersion, a.Numerics, a.Binary, a.BinarySHA256, asJSON{a.DatasetSHA256}, a.Machine, a.Device, a.Threads,
		a.Budget.Currency, a.Budget.Amount, a.MaxRSS, a.CPUSeconds, a.Limits.Memory, a.Limits.Threads, a.Containment)
	return number, row.Scan(&number)
}

// End closes an attempt, which a.Number names, and gives the run its status.
func (s *Store) End(ctx context.Context, run string, a core.Attempt, logTail []string) error {
	if a.Finished.IsZero() {
		a.Finished = time.Now()
	}
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		if err := closeAttempt(ctx, tx, num, a); err != nil {
			return err
		}
		return exec(ctx, tx, `UPDATE runs SET status = ?, reason = ?, log_tail = ?, finished = ? WHERE num = ?`,
			a.Status, a.Reason, asJSON{logTail}, asTime{&a.Finished}, num)
	})
	if err != nil {
		return fmt.Errorf("end run: %w", err)
	}
	return nil
}

func closeAttempt(ctx context.Context, tx *sql.Tx, run int64, a core.Attempt) error {
	result, err := tx.ExecContext(ctx, `
		UPDATE attempts SET status = ?, reason = ?, finished = ?, max_rss = ?, cpu_seconds = ?
		WHERE run = ? AND number = ?`,
		a.Status, a.Reason, asTime{&a.Finished}, a.MaxRSS, a.CPUSeconds, run, a.Number)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, fmt.Errorf("attempt %d: %w", a.Number, core.ErrNotFound))
	}
	return nil
}

// abandoned is the reason of runs whose gander was killed or lost its power.
const abandoned = "gander ended before the run did"

// closeAbandoned gives runs that are marked as running the status Stopped: this
// process holds the lock, so nobody runs them.
func (s *Store) closeAbandoned() error {
	return s.update(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for _, table := range []string{"runs", "attempts"} {
			err := exec(ctx, tx, `UPDATE `+table+` SET status = ?, reason = ? WHERE status = 'running'`, core.Stopped, abandoned)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Attempts are in order of number.
func (r reader) Attempts(ctx context.Context, run string) ([]core.Attempt, error) {
	list, err := ofRun(ctx, r.db, run, scanAttempt, `
		SELECT number, from_step, started, finished, status, reason, gander_version, variant_version,
			numerics, binary, binary_sha256, dataset_sha256, machine, device, threads,
			budget_currency, budget_amount, max_rss, cpu_seconds, memory_limit, thread_limit, containment
		FROM attempts WHERE run = ? ORDER BY number`)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return list, nil
}

func scanAttempt(r row, a *core.Attempt) error {
	return r.Scan(&a.Number, &a.FromStep, asTime{&a.Started}, asTime{&a.Finished}, &a.Status, &a.Reason, &a.GanderVersion, &a.VariantVersion,
		&a.Numerics, &a.Binary, &a.BinarySHA256, asJSON{&a.DatasetSHA256}, &a.Machine, &a.Device, &a.Threads,
		&a.Budget.Currency, &a.Budget.Amount, &a.MaxRSS, &a.CPUSeconds, &a.Limits.Memory, &a.Limits.Threads, &a.Containment)
}
