package sqlite

import (
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed migration/*.sql
var embedded embed.FS

// migrations bring a database from one version to the next, in order of name.
// A released one is never edited: a change is a new file.
var migrations = scripts(embedded)

// applicationID is "GNDR", by which file(1) and gander know the file.
const applicationID = 0x474E4452

func scripts(fsys fs.FS) []string {
	names, err := fs.Glob(fsys, "migration/*.sql")
	if err != nil {
		panic("sqlite: " + err.Error())
	}
	var list []string
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic("sqlite: " + err.Error())
		}
		list = append(list, string(b))
	}
	return list
}

// migrate brings the database up to the last of the scripts, one transaction
// each, so that it is never left between two versions.
func migrate(db *sql.DB, scripts []string) error {
	version, err := version(db)
	if err != nil {
		return err
	}
	if version > len(scripts) {
		return newer(version, len(scripts))
	}
	for i, script := range scripts[version:] {
		if err := apply(db, script, version+i+1); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+i+1, err)
		}
	}
	return nil
}

func apply(db *sql.DB, script string, version int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	pragmas := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version)
	if _, err := tx.Exec(script); err != nil {
		return err
	}
	if _, err := tx.Exec(pragmas); err != nil {
		return err
	}
	return tx.Commit()
}

// version is how many migrations the database has had: 0 if it is empty.
func version(db *sql.DB) (int, error) {
	var id, version, tables int
	row := db.QueryRow(`SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`)
	if err := row.Scan(&id, &version, &tables); err != nil {
		return 0, err
	}
	if id != applicationID && tables > 0 {
		return 0, errors.New("the database is not one of gander's")
	}
	return version, nil
}

// checkReadable refuses what a reader, who migrates nothing, cannot read.
func checkReadable(db *sql.DB) error {
	version, err := version(db)
	switch {
	case err != nil:
		return err
	case version > len(migrations):
		return newer(version, len(migrations))
	case version < len(migrations):
		return fmt.Errorf("the store has version %d, this gander reads version %d: gander run brings it up to date",
			version, len(migrations))
	}
	return nil
}

func newer(version, known int) error {
	return fmt.Errorf("the store has version %d, this gander knows versions up to %d: use the newer gander that wrote it",
		version, known)
}
