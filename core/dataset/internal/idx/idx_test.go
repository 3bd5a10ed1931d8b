package idx

import (
	"bytes"
	"errors"
	"slices"
	"testing"
)

func TestReadHeader(t *testing.T) {
	b := []byte("\x00\x00\x08\x03\x00\x00\xea\x60\x00\x00\x00\x1c\x00\x00\x00\x1crest")
	r := bytes.NewReader(b)
	dims, err := ReadHeader(r)
	if want := []int{60000, 28, 28}; err != nil || !slices.Equal(dims, want) {
		t.Errorf("dimensions are %v, want %v; %v", dims, want, err)
	}
	if r.Len() != 4 {
		t.Errorf("%d bytes are left, want 4", r.Len())
	}
}

// bad are files that must be refused, and seeds for the fuzzer.
var bad = map[string]string{
	"empty":          "",
	"cut short":      "\x00\x00\x08",
	"wrong magic":    "\x00\x01\x08\x01\x00\x00\x00\x01",
	"gzip":           "\x1f\x8b\x08\x00\x00\x00\x00\x00",
	"floats":         "\x00\x00\x0d\x01\x00\x00\x00\x01",
	"no dimension":   "\x00\x00\x08\x00",
	"255 dimensions": "\x00\x00\x08\xff",
	"half a word":    "\x00\x00\x08\x02\x00\x00\x00\x01\x00\x00",
	"zero":           "\x00\x00\x08\x02\x00\x00\x00\x01\x00\x00\x00\x00",
	"2^64":           "\x00\x00\x08\x04\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00",
	"absurd":         "\x00\x00\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
}

func TestReadHeaderRefuses(t *testing.T) {
	for name, file := range bad {
		if dims, err := ReadHeader(bytes.NewReader([]byte(file))); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: dimensions are %v, error is %v", name, dims, err)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, file := range bad {
		f.Add([]byte(file))
	}
	f.Add([]byte("\x00\x00\x08\x01\x00\x00\x00\x02ab"))
	f.Fuzz(func(t *testing.T, b []byte) {
		dims, err := ReadHeader(bytes.NewReader(b))
		if err != nil {
			return
		}
		total := 1
		for _, d := range dims {
			if total *= d; d < 1 || total < 1 || total > maxBytes {
				t.Fatalf("dimensions are %v", dims)
			}
		}
	})
}
