package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func mustConnect(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := connect(dir, writerOptions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func mustExec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// wantError fails unless err says something.
func wantError(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("got error %v, want one with %q", err, part)
	}
}

func TestPragmasOfEveryConnection(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, pool := range []struct {
		name      string
		db        *sql.DB
		size      int
		queryOnly int
	}{{"writer", s.writer, 1, 0}, {"readers", s.db, readers, 1}} {
		for range pool.size { // each one is held until the test ends, so the next is another
			c, err := pool.db.Conn(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			for pragma, want := range map[string]int{
				"synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000, "query_only": pool.queryOnly,
				"application_id": applicationID, "user_version": len(migrations),
			} {
				var got int
				if err := c.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
					t.Errorf("%s: %s is %d (%v), want %d", pool.name, pragma, got, err, want)
				}
			}
		}
		if n := pool.db.Stats().OpenConnections; n != pool.size {
			t.Errorf("%s: %d connections, want %d", pool.name, n, pool.size)
		}
	}
}

func TestMigrate(t *testing.T) {
	files := fstest.MapFS{
		"migration/0001_a.sql": {Data: []byte(`CREATE TABLE a (x); INSERT INTO a VALUES (1)`)},
		"migration/0002_b.sql": {Data: []byte(`ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1`)},
		"migration/0003_c.sql": {Data: []byte(`CREATE TABLE c (x); SELECT * FROM nothing`)},
	}
	db := mustConnect(t, t.TempDir())
	if err := migrate(db, scripts(files)[:1]); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, `INSERT INTO a VALUES (10)`)
	wantError(t, migrate(db, scripts(files)), "migrate to version 3")

	var sum, tables int
	if err := db.QueryRow(`SELECT sum(y), (SELECT count(*) FROM sqlite_schema) FROM a`).Scan(&sum, &tables); err != nil {
		t.Fatal(err)
	}
	if sum != 13 || tables != 1 {
		t.Errorf("sum %d of %d tables, want 13 of 1: the second migration whole, nothing of the third", sum, tables)
	}
	if v, err := version(db); v != 2 || err != nil {
		t.Errorf("version %d (%v), want 2", v, err)
	}
	wantError(t, migrate(db, scripts(files)[:1]), "newer gander")
}

func TestOpenForeignFiles(t *testing.T) {
	for _, c := range []struct{ name, script, open, read string }{
		{"another program's database", `CREATE TABLE notes (x)`, "not one of gander's", "not one of gander's"},
		{"a newer gander's", `PRAGMA application_id = 1196311634; PRAGMA user_version = 99; CREATE TABLE t (x)`, "version 99", "version 99"},
		{"an empty database", ``, "", "version 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			db := mustConnect(t, dir)
			mustExec(t, db, c.script+`; PRAGMA wal_checkpoint`)
			db.Close()
			_, err := OpenReader(dir)
			wantError(t, err, c.read)
			s, err := Open(dir)
			if c.open != "" {
				wantError(t, err, c.open)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
		})
	}
	t.Run("not a database", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, databaseName), []byte(strings.Repeat("not a database. ", 99)), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir)
		wantError(t, err, "not a database")
		if _, err := acquire(filepath.Join(dir, lockName)); err != nil {
			t.Errorf("the lock was kept: %v", err)
		}
	})
}

func TestCheckFindsDamage(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := Check(context.Background(), dir); err != nil {
		t.Errorf("an intact store: %v", err)
	}
	mustExec(t, s.writer, `PRAGMA foreign_keys = off; INSERT INTO points VALUES (77, 1, 1, 1, 1, 1)`)
	wantError(t, Check(context.Background(), dir), "a row of points refers to no row of runs")
}

func TestDataSource(t *testing.T) {
	got, err := dataSource("/a b/c?d#e%41/gander.db", "mode=ro")
	if want := "file:///a%20b/c%3Fd%23e%2541/gander.db?mode=ro"; got != want || err != nil {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}
