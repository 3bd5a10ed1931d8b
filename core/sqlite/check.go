package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Check reads the whole store of a results folder and reports every damage
// that SQLite finds: broken pages, indexes that disagree with their tables,
// rows that refer to nothing, values that break a constraint.
func Check(ctx context.Context, resultsDir string) error {
	r, err := openReader(resultsDir)
	if err != nil {
		return fmt.Errorf("check store %s: %w", filepath.Join(resultsDir, databaseName), err)
	}
	defer r.Close()
	damage, err := r.damage(ctx)
	if err != nil {
		return fmt.Errorf("check store: %w", err)
	}
	return errors.Join(damage...)
}

func (r reader) damage(ctx context.Context) ([]error, error) {
	return all(ctx, r.db, scanDamage, `
		SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
		UNION ALL
		SELECT format('a row of %s refers to no row of %s', "table", parent) FROM pragma_foreign_key_check`)
}

func scanDamage(r row, found *error) error {
	var text string
	err := r.Scan(&text)
	*found = errors.New(text)
	return err
}
