package dataset

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"gander/core/media"
)

// A table is a run of records of one length, one for each picture, that can be
// read from front to back only.
type table struct {
	name   string // for a person
	n      int    // records
	record int    // bytes of one
	// open gives a reader that stands at the first record.
	open func() (io.ReadCloser, error)
	// decode makes a picture of a record.
	decode func([]byte) (media.Image, error)
}

const (
	// maxRecords bounds what a header can make this program set room aside for.
	maxRecords = 10 << 20
	// maxRecord bounds the bytes of one record, some dozens of which are in memory.
	maxRecord = 16 << 20
)

func checkRows(n int) error {
	if n > maxRecords {
		return fmt.Errorf("%d rows are more than %d", n, maxRecords)
	}
	return nil
}

// each yields all records. They are used as long as anybody likes.
func (t table) each() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := t.walk(func(record []byte) bool { return yield(record, nil) }); err != nil {
			yield(nil, fmt.Errorf("%s: %w", t.name, err))
		}
	}
}

// walk reads to the very end, so that a checksum which stands there is checked.
func (t table) walk(yield func([]byte) bool) error {
	in, err := t.open()
	if err != nil {
		return err
	}
	defer in.Close() // it was only read
	r := bufio.NewReaderSize(in, 1<<18)
	for i := range t.n {
		record := make([]byte, t.record)
		if _, err := io.ReadFull(r, record); err != nil {
			return fmt.Errorf("it ends within record %d of %d: %w", i, t.n, err)
		}
		if !yield(record) {
			return nil
		}
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return errors.Join(fmt.Errorf("more follows the %d records that it should have", t.n), err)
	}
	return nil
}

// inTables gives the pictures of items that lie in tables one after another:
// item.at counts through all of them.
func inTables(tables []table) func(context.Context, []item) iter.Seq2[picture, error] {
	return func(_ context.Context, items []item) iter.Seq2[picture, error] {
		return func(yield func(picture, error) bool) {
			first := 0
			for _, t := range tables {
				n := 0 // items of this table
				for n < len(items) && items[n].at < first+t.n {
					n++
				}
				if n > 0 && !t.pictures(items[:n], first, yield) {
					return
				}
				items, first = items[n:], first+t.n
			}
		}
	}
}

// pictures yields those of items that all lie in the table, whose first record is
// number first. It tells whether to go on.
func (t table) pictures(items []item, first int, yield func(picture, error) bool) bool {
	at := first
	for record, err := range t.each() {
		if err != nil {
			yield(picture{}, err)
			return false
		}
		if len(items) > 0 && items[0].at == at {
			it := items[0]
			it.name = fmt.Sprintf("%s, row %d", t.name, at-first)
			if !yield(picture{it, func() (media.Image, error) { return t.decode(record) }}, nil) {
				return false
			}
			items = items[1:]
		}
		at++
	}
	return true
}

// unzipped opens a file and unpacks it if it begins like gzip.
func unzipped(open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	r := bufio.NewReader(f)
	if start, err := r.Peek(2); err != nil || start[0] != 0x1f || start[1] != 0x8b {
		return wrapped{r, f}, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return wrapped{z, f}, nil
}

// wrapped reads from one thing and closes another.
type wrapped struct {
	io.Reader
	io.Closer
}
