package data

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// A Sample is one row on its way into a file.
type Sample struct {
	Pixels     []byte    // of an image, HWC
	Point      []float32 // of a point
	Label      int       // when the header has Classes
	Attributes []uint8   // 0 or 1 each, when the header has Attributes
	Domain     int       // when the header has Domains
	Group      int       // when the header has Groups
	Clip       int       // when the header has Clips
}

// Write makes the prepared file of h.Rows samples at path, or of as many as come
// if h.Rows is 0, and gives the header as it was written: Rows, Format, SHA256
// and Sections are filled in. The file is
// written beside path, synced and renamed, so that path is never half a file;
// after an error nothing is left. The samples may reuse their memory.
func Write(path string, h Header, samples iter.Seq2[Sample, error]) (Header, error) {
	h, err := write(path, h, samples)
	if err != nil {
		return Header{}, fmt.Errorf("write dataset %s: %w", path, err)
	}
	return h, nil
}

func write(path string, h Header, samples iter.Seq2[Sample, error]) (Header, error) {
	h.Format = version
	uncounted := h.Rows == 0
	if uncounted {
		h.Rows = maxRows // its header is the longest, so that the true one fits
	}
	if err := errors.Join(h.checkContent()...); err != nil {
		return Header{}, err
	}
	h.Sections = h.layout()
	h.SHA256 = strings.Repeat("0", 2*sha256.Size) // of the length that the hash will have
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return Header{}, err
	}
	defer os.Remove(f.Name()) // fails once the file is renamed
	if err := fill(f, &h, uncounted, samples); err != nil {
		return Header{}, errors.Join(err, f.Close())
	}
	// Readers of other accounts may share the cache: CreateTemp gave 0600.
	if err := errors.Join(f.Chmod(0o444), f.Sync(), f.Close()); err != nil {
		return Header{}, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return Header{}, err
	}
	return h, syncDir(filepath.Dir(path))
}

// fill writes the sections and then, rows and hash being known, the start.
func fill(f *os.File, h *Header, uncounted bool, samples iter.Seq2[Sample, error]) error {
	start, err := encodeStart(*h, 0)
	if err != nil {
		return err
	}
	if _, err := f.Write(start); err != nil {
		return err
	}
	b := newBody(f, *h, uncounted)
	if err := b.write(samples); err != nil {
		return err
	}
	*h = b.h
	h.SHA256 = hex.EncodeToString(b.hash.Sum(nil))
	if start, err = encodeStart(*h, len(start)); err != nil {
		return err
	}
	_, err = f.WriteAt(start, 0)
	return err
}

// body writes sections. Rows go straight to the file; the columns beside them
// are a few bytes a row and wait in memory.
type body struct {
	h       Header
	hash    hash.Hash
	out     *bufio.Writer
	written int64
	columns map[string][]byte
	scratch []byte // of one row
	rows    int

	uncounted bool // the header does not know the number of rows
}

func newBody(w io.Writer, h Header, uncounted bool) *body {
	sum := sha256.New()
	return &body{
		h: h, uncounted: uncounted,
		hash:    sum,
		out:     bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20),
		columns: map[string][]byte{},
		scratch: make([]byte, 0, h.rowBytes()),
	}
}

func (b *body) write(samples iter.Seq2[Sample, error]) error {
	for s, err := range samples {
		if err != nil {
			return err
		}
		if err := b.add(s); err != nil {
			return fmt.Errorf("row %d: %w", b.rows, err)
		}
		b.rows++
	}
	if b.uncounted && b.rows > 0 {
		b.h.Rows = b.rows
		b.h.Sections = b.h.layout()
	}
	if b.rows == 0 {
		return errors.New("no rows came")
	}
	if b.rows != b.h.Rows {
		return fmt.Errorf("%d rows came, the header says %d", b.rows, b.h.Rows)
	}
	for _, s := range b.h.Sections[1:] {
		b.emit(make([]byte, s.Offset-b.written))
		b.emit(b.columns[s.Name])
	}
	return b.out.Flush() // reports the first error of all writes
}

func (b *body) add(s Sample) error {
	row, err := b.encode(s)
	if err != nil {
		return err
	}
	b.emit(row)
	return errors.Join(
		b.index(secLabels, s.Label, len(b.h.Classes)),
		b.attributes(s.Attributes),
		b.index(secDomains, s.Domain, len(b.h.Domains)),
		b.index(secGroups, s.Group, b.h.Groups),
		b.index(secClips, s.Clip, b.h.Clips),
	)
}

func (b *body) encode(s Sample) ([]byte, error) {
	row := s.Pixels
	if b.h.DType == F32 {
		row = b.scratch[:0]
		for _, v := range s.Point {
			row = binary.LittleEndian.AppendUint32(row, math.Float32bits(v))
		}
	}
	if len(row) != b.h.rowBytes() {
		return nil, fmt.Errorf("%d bytes, a row of shape %v has %d", len(row), b.h.Shape, b.h.rowBytes())
	}
	return row, nil
}

// index adds to a column of indices below n; without n there is no column.
func (b *body) index(name string, v, n int) error {
	if n == 0 {
		return nil
	}
	if v < 0 || v >= n {
		return fmt.Errorf("%s: %d is not between 0 and %d", name, v, n-1)
	}
	b.columns[name] = binary.LittleEndian.AppendUint32(b.columns[name], uint32(v))
	return nil
}

func (b *body) attributes(values []uint8) error {
	if len(b.h.Attributes) == 0 {
		return nil
	}
	if len(values) != len(b.h.Attributes) {
		return fmt.Errorf("%d attributes, the header has %d", len(values), len(b.h.Attributes))
	}
	for j, v := range values {
		if v > 1 {
			return fmt.Errorf("attribute %s is %d, not 0 or 1", b.h.Attributes[j], v)
		}
	}
	b.columns[secAttributes] = append(b.columns[secAttributes], values...)
	return nil
}

// emit writes and counts; the buffered writer keeps an error until Flush.
func (b *body) emit(p []byte) {
	n, _ := b.out.Write(p)
	b.written += int64(n)
}
