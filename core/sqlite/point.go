package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"gander/core"
)

func insertPoints(ctx context.Context, tx *sql.Tx, run int64, points []core.Point) error {
	if len(points) == 0 {
		return nil
	}
	w, err := newPointWriter(ctx, tx, run)
	if err != nil {
		return err
	}
	for _, p := range points {
		if err := w.write(p); err != nil {
			return fmt.Errorf("point at step %d: %w", p.Step, err)
		}
	}
	return nil
}

// pointWriter writes many points in one transaction. The transaction closes
// its statements.
type pointWriter struct {
	ctx                         context.Context
	tx                          *sql.Tx
	run                         int64
	point, measured, key, value *sql.Stmt
}

func newPointWriter(ctx context.Context, tx *sql.Tx, run int64) (*pointWriter, error) {
	w := &pointWriter{ctx: ctx, tx: tx, run: run}
	for _, s := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&w.point, `INSERT INTO points (run, step, d_updates, g_updates, images, macs) VALUES (?, ?, ?, ?, ?, ?)`},
		{&w.measured, `INSERT INTO measured (run, step, seconds) VALUES (?, ?, ?)`},
		{&w.key, `INSERT INTO keys (name, role) VALUES (?, ?) ON CONFLICT DO NOTHING`},
		{&w.value, `INSERT INTO scalars (run, step, key, place, last, mean, min, max)
			VALUES (?, ?, (SELECT num FROM keys WHERE name = ? AND role = ?), ?, ?, ?, ?, ?)`},
	} {
		var err error
		if *s.stmt, err = tx.PrepareContext(ctx, s.query); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *pointWriter) write(p core.Point) error {
	_, err := w.point.ExecContext(w.ctx, w.run, p.Step, p.DUpdates, p.GUpdates, p.Images, p.MACs)
	if err != nil {
		return err
	}
	if _, err := w.measured.ExecContext(w.ctx, w.run, p.Step, p.Seconds); err != nil {
		return err
	}
	for i, s := range p.Scalars {
		if err := w.scalar(p.Step, i, s); err != nil {
			return fmt.Errorf("scalar %s: %w", s.Key, err)
		}
	}
	return nil
}

func (w *pointWriter) scalar(step, place int, s core.Scalar) error {
	if _, err := w.key.ExecContext(w.ctx, s.Key, s.Role); err != nil {
		return err
	}
	_, err := w.value.ExecContext(w.ctx, w.run, step, s.Key, s.Role, place,
		asNumber{&s.Last}, asNumber{&s.Mean}, asNumber{&s.Min}, asNumber{&s.Max})
	return err
}

// Points are in order of step, their scalars in the order of recording. One
// query reads both, so a writer cannot come between them.
func (r reader) Points(ctx context.Context, run string) ([]core.Point, error) {
	list, err := ofRun(ctx, r.db, run, scanPoint, `
		SELECT p.step, p.d_updates, p.g_updates, p.images, p.macs, m.seconds,
			s.key IS NOT NULL, coalesce(k.name, ''), coalesce(k.role, ''), s.last, s.mean, s.min, s.max
		FROM points p
		JOIN measured m ON m.run = p.run AND m.step = p.step
		LEFT JOIN scalars s ON s.run = p.run AND s.step = p.step
		LEFT JOIN keys k ON k.num = s.key
		WHERE p.run = ? ORDER BY p.step, s.place`)
	if err != nil {
		return nil, fmt.Errorf("read points: %w", err)
	}
	return merge(list), nil
}

// scanPoint reads a point with at most one of its scalars.
func scanPoint(r row, p *core.Point) error {
	var hasScalar bool
	var s core.Scalar
	err := r.Scan(&p.Step, &p.DUpdates, &p.GUpdates, &p.Images, &p.MACs, &p.Seconds,
		&hasScalar, &s.Key, &s.Role, asNumber{&s.Last}, asNumber{&s.Mean}, asNumber{&s.Min}, asNumber{&s.Max})
	if hasScalar {
		p.Scalars = []core.Scalar{s}
	}
	return err
}

// merge gathers neighbours of the same step into one point each.
func merge(list []core.Point) []core.Point {
	var points []core.Point
	for _, p := range list {
		if n := len(points); n > 0 && points[n-1].Step == p.Step {
			points[n-1].Scalars = append(points[n-1].Scalars, p.Scalars...)
			continue
		}
		points = append(points, p)
	}
	return points
}
