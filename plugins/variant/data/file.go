package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// A File is an open prepared split. Its methods may be called from several
// goroutines at once; indices out of range panic. What Row and Attributes
// return lies in the mapping: it must not be written to, nor used after Close.
type File struct {
	header     Header
	mapping    []byte
	body       []byte // all sections
	rows       []byte
	labels     []byte
	attributes []byte
	domains    []byte
	groups     []byte
	clips      []byte
}

// Open maps the file at path and checks all of it but the hash of its
// sections, which Verify does. Errors of a damaged file wrap ErrFormat.
func Open(path string) (*File, error) {
	mapping, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("open dataset: %w", err)
	}
	f, err := parse(mapping)
	if err != nil {
		unmap(mapping) // the parse error is what matters
		return nil, fmt.Errorf("open dataset %s: %w", path, err)
	}
	return f, nil
}

// parse finds the sections of a whole file.
func parse(file []byte) (*File, error) {
	h, start, err := decodeStart(file)
	if err != nil {
		return nil, err
	}
	f := &File{header: h, mapping: file, body: file[start:]}
	into := map[string]*[]byte{
		secRows: &f.rows, secLabels: &f.labels, secAttributes: &f.attributes,
		secDomains: &f.domains, secGroups: &f.groups, secClips: &f.clips,
	}
	for _, s := range h.Sections {
		end := s.Offset + s.Bytes
		*into[s.Name] = f.body[s.Offset:end:end]
	}
	return f, f.checkColumns()
}

// checkColumns makes sure that no label, domain, group or attribute leads out
// of the header's lists, so that nobody after needs to.
func (f *File) checkColumns() error {
	for _, c := range []struct {
		name   string
		values []byte
		n      int
	}{
		{secLabels, f.labels, len(f.header.Classes)},
		{secDomains, f.domains, len(f.header.Domains)},
		{secGroups, f.groups, f.header.Groups},
		{secClips, f.clips, f.header.Clips},
	} {
		for i := 0; i < len(c.values); i += 4 {
			if v := binary.LittleEndian.Uint32(c.values[i:]); int64(v) >= int64(c.n) {
				return fmt.Errorf("%w: %s of row %d is %d, there are %d", ErrFormat, c.name, i/4, int32(v), c.n)
			}
		}
	}
	for i, v := range f.attributes {
		if v > 1 {
			return fmt.Errorf("%w: an attribute of row %d is %d", ErrFormat, i/len(f.header.Attributes), v)
		}
	}
	return nil
}

// Close releases the mapping.
func (f *File) Close() error { return unmap(f.mapping) }

// Header says what the file holds.
func (f *File) Header() Header { return f.header }

// Rows is the number of samples.
func (f *File) Rows() int { return f.header.Rows }

// Row is the i-th row as it lies in the file: the pixels of an image, HWC.
func (f *File) Row(i int) []byte {
	n := f.header.rowBytes()
	return f.rows[i*n : (i+1)*n : (i+1)*n]
}

// Point is the i-th row of a file of points.
func (f *File) Point(i int) []float32 {
	dst := make([]float32, f.header.RowSize())
	f.Floats(dst, []int{i})
	return dst
}

// Label is the class of row i, -1 in a file without classes.
func (f *File) Label(i int) int { return column(f.labels, i) }

// Domain is the domain of row i, -1 in a file without domains.
func (f *File) Domain(i int) int { return column(f.domains, i) }

// Group is the group of row i, -1 in a file without groups.
func (f *File) Group(i int) int { return column(f.groups, i) }

// Clip is the clip that row i is a frame of, -1 in a file without clips.
func (f *File) Clip(i int) int { return column(f.clips, i) }

func column(values []byte, i int) int {
	if values == nil {
		return -1
	}
	return int(binary.LittleEndian.Uint32(values[4*i:]))
}

// Attributes are those of row i, 0 or 1 each, in the order of the header.
func (f *File) Attributes(i int) []uint8 {
	n := len(f.header.Attributes)
	return f.attributes[i*n : (i+1)*n : (i+1)*n]
}

// InDomain lists the rows of domain d, ascending.
func (f *File) InDomain(d int) []int {
	var rows []int
	for i := range f.header.Rows {
		if f.Domain(i) == d {
			rows = append(rows, i)
		}
	}
	return rows
}

// unit maps a byte to v/127.5 − 1, in [-1, 1].
var unit = func() (t [256]float32) {
	for v := range t {
		t[v] = float32(v)/127.5 - 1
	}
	return t
}()

// Floats writes the given rows into dst, one after another, as learners see
// them: images in [-1, 1], points as they are. dst has len(rows) × RowSize
// numbers.
func (f *File) Floats(dst []float32, rows []int) {
	n := f.header.RowSize()
	if len(dst) != len(rows)*n {
		panic(fmt.Sprintf("data: %d numbers for %d rows of %d", len(dst), len(rows), n))
	}
	for k, i := range rows {
		out, row := dst[k*n:(k+1)*n], f.Row(i)
		if f.header.DType == U8 {
			for j, v := range row {
				out[j] = unit[v]
			}
			continue
		}
		for j := range out {
			out[j] = math.Float32frombits(binary.LittleEndian.Uint32(row[4*j:]))
		}
	}
}

// Verify reads all sections and holds them against the hash in the header.
func (f *File) Verify() error {
	sum := sha256.Sum256(f.body)
	if got := hex.EncodeToString(sum[:]); got != f.header.SHA256 {
		return fmt.Errorf("verify dataset %s (%s): %w: its SHA-256 is %s, its header says %s",
			f.header.Name, f.header.Split, ErrFormat, got, f.header.SHA256)
	}
	return nil
}
