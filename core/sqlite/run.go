package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"gander/core"
)

// PutRun records a planned run if it is new. For a known one it updates label,
// position and budget, and keeps the rest. It returns the run as stored.
func (s *Store) PutRun(ctx context.Context, r core.Run) (core.Run, error) {
	var stored core.Run
	err := s.update(ctx, func(ctx context.Context, tx *sql.Tx) error {
		experiment, err := experimentNum(ctx, tx, r.Experiment)
		if err != nil {
			return err
		}
		if err := putRun(ctx, tx, r, experiment); err != nil {
			return err
		}
		return scanRun(tx.QueryRowContext(ctx, selectRuns+` WHERE r.id = ?`, r.ID), &stored)
	})
	if err != nil {
		return core.Run{}, fmt.Errorf("record run %s: %w", r.ID, err)
	}
	return stored, nil
}

func experimentNum(ctx context.Context, q querier, name string) (int64, error) {
	var num int64
	err := q.QueryRowContext(ctx, `SELECT num FROM experiments WHERE name = ?`, name).Scan(&num)
	return num, named(err, "experiment", name)
}

func putRun(ctx context.Context, tx *sql.Tx, r core.Run, experiment int64) error {
	if r.Created.IsZero() {
		r.Created = time.Now()
	}
	return exec(ctx, tx, `
		INSERT INTO runs (id, experiment, position, label, variant, datasets, params, seed,
			budget_currency, budget_amount, spec, dir, status, created)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET position = excluded.position, label = excluded.label,
			budget_currency = excluded.budget_currency, budget_amount = excluded.budget_amount`,
		r.ID, experiment, r.Position, r.Label, r.Variant, asJSON{r.Datasets}, asParams{&r.Params}, asSeed{&r.Seed},
		r.Budget.Currency, r.Budget.Amount, r.Spec, r.Dir, cmp.Or(r.Status, core.Planned), asTime{&r.Created})
}

// RemoveRun forgets a run and all that belongs to it. Its files stay.
func (s *Store) RemoveRun(ctx context.Context, run string) error {
	err := s.updateRun(ctx, run, func(ctx context.Context, tx *sql.Tx, num int64) error {
		return exec(ctx, tx, `DELETE FROM runs WHERE num = ?`, num)
	})
	if err != nil {
		return fmt.Errorf("remove run: %w", err)
	}
	return nil
}

// Runs are in order of experiment and position.
func (r reader) Runs(ctx context.Context, f core.RunFilter) ([]core.Run, error) {
	where, args := conditions(f)
	list, err := all(ctx, r.db, scanRun, selectRuns+where+` ORDER BY e.name, r.position, r.num`, args...)
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return list, nil
}

func conditions(f core.RunFilter) (where string, args []any) {
	var all []string
	if f.Experiment != "" {
		all = append(all, `e.name = ?`)
		args = append(args, f.Experiment)
	}
	var any []string
	for _, prefix := range f.IDs {
		any = append(any, `substr(r.id, 1, length(?)) = ?`)
		args = append(args, prefix, prefix)
	}
	if len(any) > 0 {
		all = append(all, `(`+strings.Join(any, ` OR `)+`)`)
	}
	if len(all) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(all, ` AND `), args
}

// selectRuns ends where a WHERE can follow. A run's progress is that of its
// last point.
const selectRuns = `
	SELECT r.id, e.name, r.position, r.label, r.variant, r.datasets, r.params, r.seed,
		r.budget_currency, r.budget_amount, r.spec, r.dir, r.status, r.reason, r.log_tail,
		coalesce(p.step, 0), coalesce(p.d_updates, 0), coalesce(p.g_updates, 0),
		coalesce(p.images, 0), coalesce(p.macs, 0), coalesce(m.seconds, 0.0),
		r.generator_params, r.discriminator_params, r.macs_per_step, r.bytes_resident,
		r.images_per_step, r.d_updates_per_step, r.latent_dim, r.sample_shape,
		r.created, r.started, r.finished
	FROM runs r
	JOIN experiments e ON e.num = r.experiment
	LEFT JOIN points p ON p.run = r.num AND p.step = (SELECT max(step) FROM points WHERE run = r.num)
	LEFT JOIN measured m ON m.run = p.run AND m.step = p.step`

func scanRun(row row, r *core.Run) error {
	p, i := &r.Progress, &r.Info
	return row.Scan(&r.ID, &r.Experiment, &r.Position, &r.Label, &r.Variant, asJSON{&r.Datasets}, asParams{&r.Params}, asSeed{&r.Seed},
		&r.Budget.Currency, &r.Budget.Amount, &r.Spec, &r.Dir, &r.Status, &r.Reason, asJSON{&r.LogTail},
		&p.Step, &p.DUpdates, &p.GUpdates, &p.Images, &p.MACs, &p.Seconds,
		&i.GeneratorParams, &i.DiscriminatorParams, &i.MACsPerStep, &i.BytesResident,
		&i.ImagesPerStep, &i.DUpdatesPerStep, &i.LatentDim, asJSON{&i.SampleShape},
		asTime{&r.Created}, asTime{&r.Started}, asTime{&r.Finished})
}
