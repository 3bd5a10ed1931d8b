package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"gander/core"
)

// The files of a store in its results folder.
const (
	databaseName = "gander.db"
	lockName     = "gander.lock"
)

// The driver sets synchronous=NORMAL on every connection whose DSN is silent,
// which can lose commits when the power fails.
const (
	writerOptions = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_txlock=immediate&_foreign_keys=on"
	readerOptions = "mode=ro&_query_only=on&_synchronous=FULL&_busy_timeout=10000&_foreign_keys=on"
)

// readers is how many queries of one process run at once.
const readers = 4

// A Store is the one writer of a results folder. Its methods may be called from
// several goroutines. Writes are carried through even when their context is
// cancelled: an interrupted program still records how its runs ended.
type Store struct {
	reader
	writer *sql.DB
	lock   *os.File
}

var _ core.Store = (*Store)(nil)

// reader answers from a pool of read-only connections.
type reader struct {
	db *sql.DB
}

var _ core.Reader = reader{}

// Open opens the store of a results folder for writing and makes both if they
// are not there. It migrates a store of an older gander. If another process has
// the store open for writing, the error wraps ErrInUse.
func Open(resultsDir string) (*Store, error) {
	s, err := open(resultsDir)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", filepath.Join(resultsDir, databaseName), err)
	}
	return s, nil
}

func open(dir string) (*Store, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	lock, err := acquire(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock}
	if err := s.connect(dir); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect opens the writer, makes the database what this program expects and
// only then opens the readers.
func (s *Store) connect(dir string) error {
	var err error
	if s.writer, err = connect(dir, writerOptions); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err := checkJournal(s.writer); err != nil {
		return err
	}
	if err := migrate(s.writer, migrations); err != nil {
		return err
	}
	if err := s.closeAbandoned(); err != nil {
		return err
	}
	s.db, err = connectReaders(dir, readerOptions)
	return err
}

// OpenReader opens the store of a results folder for reading. It needs no lock
// and changes nothing. If there is no store, the error wraps fs.ErrNotExist.
func OpenReader(resultsDir string) (core.Reader, error) {
	r, err := openReader(resultsDir)
	if err != nil {
		return nil, fmt.Errorf("read store %s: %w", filepath.Join(resultsDir, databaseName), err)
	}
	return r, nil
}

func openReader(dir string) (reader, error) {
	if err := checkLibrary(); err != nil {
		return reader{}, err
	}
	path := filepath.Join(dir, databaseName)
	if _, err := os.Stat(path); err != nil {
		return reader{}, err
	}
	r, err := tryReader(dir, readerOptions)
	if cannotShare(err) && !exists(path+"-wal") {
		// Nobody writes to a closed store on a medium that cannot be written to,
		// and SQLite must not try to set up its shared memory there.
		r, err = tryReader(dir, readerOptions+"&immutable=1")
	}
	return r, err
}

func tryReader(dir, options string) (reader, error) {
	db, err := connectReaders(dir, options)
	if err != nil {
		return reader{}, err
	}
	if err := checkReadable(db); err != nil {
		return reader{}, errors.Join(err, db.Close())
	}
	return reader{db}, nil
}

func connectReaders(dir, options string) (*sql.DB, error) {
	db, err := connect(dir, options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	return db, nil
}

func connect(dir, options string) (*sql.DB, error) {
	name, err := dataSource(filepath.Join(dir, databaseName), options)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite3", name)
}

// dataSource is a path as a URI, in which ?, # and % of file names are escaped.
func dataSource(path, options string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // C:/results
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: options}
	return u.String(), nil
}

// oldest is the first SQLite without the race in which a checkpoint and a
// commit that resets the WAL lose data: https://sqlite.org/wal.html#walresetbug.
const oldest = 3_051_003

func checkLibrary() error {
	version, number, _ := sqlite3.Version()
	if number < oldest {
		return fmt.Errorf("SQLite %s can lose data; gander needs 3.51.3 or later (was it built with -tags libsqlite3?)", version)
	}
	return nil
}

func checkJournal(db *sql.DB) error {
	var mode string
	if err := db.QueryRow("PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("the journal mode is %s, not wal: is the folder on a network drive?", mode)
	}
	return nil
}

// cannotShare says that SQLite could not make the files beside the database
// through which processes share it.
func cannotShare(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrReadonly)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Close ends the readers first, so that the writer is the last connection and
// leaves one file without a log beside it.
func (s *Store) Close() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

func (r reader) Close() error { return r.db.Close() }
