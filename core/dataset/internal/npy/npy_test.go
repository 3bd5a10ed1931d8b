package npy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// file is an .npy file of version 1.0 with the given dictionary.
func file(dictionary string) []byte {
	b := []byte(magic + "\x01\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(len(dictionary)))
	return append(b, dictionary...)
}

const digits = "{'descr': '|u1', 'fortran_order': False, 'shape': (10, 28, 28), }"

func TestReadHeader(t *testing.T) {
	for dictionary, want := range map[string]Header{
		digits: {'u', 1, binary.LittleEndian, []int{10, 28, 28}, 75},
		"{'descr': '>f8', 'fortran_order': False, 'shape': (5,), }         \n": {'f', 8, binary.BigEndian, []int{5}, 77},
		"{'descr': '<i8', 'fortran_order': False, 'shape': (), }":              {'i', 8, binary.LittleEndian, nil, 65},
		"{'descr': '|b1', 'fortran_order': False, 'shape': (3L, 2L)}":          {'b', 1, binary.LittleEndian, []int{3, 2}, 69},
	} {
		got, err := ReadHeader(bytes.NewReader(file(dictionary)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, want %+v; %v", dictionary, got, want, err)
		}
	}
	long := append([]byte(magic+"\x02\x00"), 65, 0, 0, 0)
	if h, err := ReadHeader(bytes.NewReader(append(long, digits...))); err != nil || h.Rows() != 10 || h.RowSize() != 784 {
		t.Errorf("version 2 is %+v; %v", h, err)
	}
}

// bad are files that must be refused, and seeds for the fuzzer.
var bad = map[string][]byte{
	"empty":       nil,
	"zip":         []byte("PK\x03\x04 and so on"),
	"cut short":   file(digits)[:30],
	"version 9":   []byte(magic + "\x09\x00\x00\x00\x00\x00"),
	"long":        []byte(magic + "\x02\x00\xff\xff\xff\xff"),
	"objects":     file("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }"),
	"text":        file("{'descr': '<U3', 'fortran_order': False, 'shape': (3,), }"),
	"halves":      file("{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }"),
	"records":     file("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (3,), }"),
	"Fortran":     file(strings.Replace(digits, "False", "True", 1)),
	"no rows":     file(strings.Replace(digits, "10", "0", 1)),
	"2^64":        file(strings.Replace(digits, "10", "18446744073709551616", 1)),
	"absurd":      file(strings.Replace(digits, "10", "1099511627775", 1)),
	"dimensions":  file(strings.Replace(digits, "10", "1,1,1,1,1,1,1,1", 1)),
	"no dict":     file("hello"),
	"other shape": file(strings.Replace(digits, "10", "-1", 1)),
}

func TestReadHeaderRefuses(t *testing.T) {
	for name, b := range bad {
		if h, err := ReadHeader(bytes.NewReader(b)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s is %+v, error is %v", name, h, err)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		kind  byte
		size  int
		order binary.ByteOrder
		b     string
		want  float64
	}{
		{'u', 1, binary.LittleEndian, "\xff", 255}, {'i', 1, binary.LittleEndian, "\xff", -1},
		{'u', 2, binary.LittleEndian, "\x01\x02", 513}, {'i', 2, binary.BigEndian, "\xff\xfe", -2},
		{'u', 4, binary.LittleEndian, "\x00\x00\x00\x80", 1 << 31}, {'i', 4, binary.LittleEndian, "\x00\x00\x00\x80", -1 << 31},
		{'i', 8, binary.LittleEndian, "\xff\xff\xff\xff\xff\xff\xff\xff", -1}, {'b', 1, binary.LittleEndian, "\x01", 1},
		{'f', 4, binary.BigEndian, "\x3f\xc0\x00\x00", 1.5}, {'f', 8, binary.LittleEndian, "\x00\x00\x00\x00\x00\x00\x04\xc0", -2.5},
	} {
		h := Header{Kind: c.kind, Size: c.size, Order: c.order}
		if got := h.Float([]byte(c.b)); got != c.want {
			t.Errorf("%c%d %q is %v, want %v", c.kind, c.size, c.b, got, c.want)
		}
		if got := h.Int([]byte(c.b)); got != int64(c.want) {
			t.Errorf("%c%d %q is %v, want %v", c.kind, c.size, c.b, got, int64(c.want))
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, b := range bad {
		f.Add(b)
	}
	f.Add(file(digits))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := ReadHeader(bytes.NewReader(b))
		if err == nil && (h.Rows() < 1 || h.RowSize() < 1 || h.Rows() > maxBytes/h.RowSize()) {
			t.Fatalf("header is %+v", h)
		}
	})
}
