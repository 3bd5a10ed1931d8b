package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gander/core"
)

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// row is what a scanning function reads from: *sql.Row or *sql.Rows.
type row interface{ Scan(dest ...any) error }

// all gives one T for each row of a query.
func all[T any](ctx context.Context, q querier, scan func(row, *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var t T
		if err := scan(rows, &t); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// ofRun gives one T for each row of a query that belongs to a run; the query's
// one argument is the run's number.
func ofRun[T any](ctx context.Context, q querier, run string, scan func(row, *T) error, query string) ([]T, error) {
	num, err := runNum(ctx, q, run)
	if err != nil {
		return nil, err
	}
	return all(ctx, q, scan, query, num)
}

// runNum is the number of a run in this file, or core.ErrNotFound.
func runNum(ctx context.Context, q querier, id string) (int64, error) {
	var num int64
	err := q.QueryRowContext(ctx, `SELECT num FROM runs WHERE id = ?`, id).Scan(&num)
	return num, named(err, "run", id)
}

// named turns the absence of a row into core.ErrNotFound with a name.
func named(err error, kind, name string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s %q: %w", kind, name, core.ErrNotFound)
	}
	return err
}

// update does f in one transaction. Cancelling ctx stops neither f nor the
// commit: SQLite would roll back a transaction whose context ends.
func (s *Store) update(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// updateRun is update for what belongs to one run, whose experiment it marks
// as changed.
func (s *Store) updateRun(ctx context.Context, id string, f func(ctx context.Context, tx *sql.Tx, num int64) error) error {
	return s.update(ctx, func(ctx context.Context, tx *sql.Tx) error {
		num, err := runNum(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := touch(ctx, tx, num); err != nil {
			return err
		}
		return f(ctx, tx, num)
	})
}

// exec is for statements of which only the error matters.
func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}
