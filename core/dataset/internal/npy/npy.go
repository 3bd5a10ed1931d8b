// Package npy reads the headers of NumPy's .npy files (NEP 1, versions 1.0 to
// 3.0) and turns their numbers into bytes, floats and integers. It never runs a
// pickle: arrays of objects are refused.
package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
)

// ErrFormat marks bytes that are not an array that this package reads.
var ErrFormat = errors.New("not an .npy file of numbers")

const (
	magic     = "\x93NUMPY"
	maxHeader = 1 << 16
	maxDims   = 8
	maxBytes  = 1 << 42
)

// A Header describes an array in C order.
type Header struct {
	Kind  byte // 'u', 'i', 'f' or 'b': unsigned, integer, float, truth value
	Size  int  // bytes of a number: 1, 2, 4 or 8
	Order binary.ByteOrder
	Shape []int
	Start int // bytes before the first number
}

// Rows is the first dimension, 1 for a single number.
func (h Header) Rows() int {
	if len(h.Shape) == 0 {
		return 1
	}
	return h.Shape[0]
}

// RowSize is the number of numbers of a row.
func (h Header) RowSize() int {
	n := 1
	for _, d := range h.Shape[min(1, len(h.Shape)):] {
		n *= d
	}
	return n
}

// The header is a Python dictionary, always written in the same way.
var (
	descr   = regexp.MustCompile(`'descr':\s*'([<>|=])([a-zA-Z])(\d+)'`)
	objects = regexp.MustCompile(`'descr':\s*'[|<>=]?O`)
	fortran = regexp.MustCompile(`'fortran_order':\s*(True|False)`)
	shape   = regexp.MustCompile(`'shape':\s*\(([\d\s,L]*)\)`)
)

// ReadHeader reads everything before the numbers.
func ReadHeader(r io.Reader) (Header, error) {
	text, start, err := readText(r)
	if err != nil {
		return Header{}, err
	}
	d, f, s := descr.FindStringSubmatch(text), fortran.FindStringSubmatch(text), shape.FindStringSubmatch(text)
	if objects.MatchString(text) {
		return Header{}, fmt.Errorf("%w: it holds Python objects, and unpacking those can run any program; save an array of numbers", ErrFormat)
	}
	if d == nil || f == nil || s == nil {
		return Header{}, fmt.Errorf("%w: its header is %.80q", ErrFormat, text)
	}
	if f[1] == "True" {
		return Header{}, fmt.Errorf("%w: it is in Fortran order; save numpy.ascontiguousarray of it", ErrFormat)
	}
	h, err := numbers(d)
	if err != nil {
		return Header{}, err
	}
	h.Start = start
	h.Shape, err = dimensions(s[1], h.Size)
	return h, err
}

// readText checks magic and version and gives the dictionary and where it ends.
func readText(r io.Reader) (text string, end int, err error) {
	var start [8]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || string(start[:6]) != magic {
		return "", 0, fmt.Errorf("%w: it does not begin with \\x93NUMPY", ErrFormat)
	}
	length := make([]byte, 2)
	if start[6] >= 2 {
		length = make([]byte, 4)
	}
	if _, err := io.ReadFull(r, length); err != nil || start[6] < 1 || start[6] > 3 {
		return "", 0, fmt.Errorf("%w: version %d.%d", ErrFormat, start[6], start[7])
	}
	n := binary.LittleEndian.Uint32(append(length, 0, 0)[:4])
	if n > maxHeader {
		return "", 0, fmt.Errorf("%w: a header of %d bytes", ErrFormat, n)
	}
	dictionary := make([]byte, n)
	if _, err := io.ReadFull(r, dictionary); err != nil {
		return "", 0, fmt.Errorf("%w: it ends within its header", ErrFormat)
	}
	return string(dictionary), len(start) + len(length) + len(dictionary), nil
}

// numbers reads the parts of a type: order, kind and size.
func numbers(d []string) (Header, error) {
	h := Header{Kind: d[2][0], Order: binary.LittleEndian}
	if d[1] == ">" {
		h.Order = binary.BigEndian
	}
	switch d[2] + d[3] {
	case "b1", "u1", "i1":
		h.Size = 1
	case "u2", "i2":
		h.Size = 2
	case "u4", "i4", "f4":
		h.Size = 4
	case "u8", "i8", "f8":
		h.Size = 8
	default:
		return Header{}, fmt.Errorf("%w: numbers of type %s%s", ErrFormat, d[2], d[3])
	}
	return h, nil
}

func dimensions(text string, size int) ([]int, error) {
	var dims []int
	total := uint64(size)
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSuffix(strings.TrimSpace(part), "L")
		if part == "" {
			continue
		}
		n, err := strconv.ParseUint(part, 10, 40)
		high, low := bits.Mul64(total, n)
		if err != nil || n == 0 || high > 0 || low > maxBytes || len(dims) == maxDims {
			return nil, fmt.Errorf("%w: its shape is (%.80s)", ErrFormat, text)
		}
		total = low
		dims = append(dims, int(n))
	}
	return dims, nil
}

// Float is the number that b begins with.
func (h Header) Float(b []byte) float64 {
	if h.Kind != 'f' {
		return float64(h.Int(b))
	}
	if h.Size == 4 {
		return float64(math.Float32frombits(h.Order.Uint32(b)))
	}
	return math.Float64frombits(h.Order.Uint64(b))
}

// Int is the whole number that b begins with; fractions are cut off.
func (h Header) Int(b []byte) int64 {
	switch {
	case h.Kind == 'f':
		return int64(h.Float(b))
	case h.Size == 1 && h.Kind == 'i':
		return int64(int8(b[0]))
	case h.Size == 1:
		return int64(b[0])
	case h.Size == 2 && h.Kind == 'i':
		return int64(int16(h.Order.Uint16(b)))
	case h.Size == 2:
		return int64(h.Order.Uint16(b))
	case h.Size == 4 && h.Kind == 'i':
		return int64(int32(h.Order.Uint32(b)))
	case h.Size == 4:
		return int64(h.Order.Uint32(b))
	}
	return int64(h.Order.Uint64(b))
}
