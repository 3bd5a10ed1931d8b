// Package idx reads the headers of IDX files, the format of MNIST and its kin:
// two zero bytes, the type of the numbers, the number of dimensions, and the
// dimensions as big-endian words of four bytes; then the numbers, row-major.
package idx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// ErrFormat marks bytes that are not an IDX file of unsigned bytes.
var ErrFormat = errors.New("not an IDX file of unsigned bytes")

const (
	unsignedByte = 0x08 // the type of all files of the MNIST family
	maxDims      = 4
	maxBytes     = 1 << 40
)

// ReadHeader reads the header of a file of unsigned bytes and gives its
// dimensions, between one and four, whose product is at most 2⁴⁰.
func ReadHeader(r io.Reader) ([]int, error) {
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	n := int(magic[3])
	if magic[0] != 0 || magic[1] != 0 || magic[2] != unsignedByte || n < 1 || n > maxDims {
		return nil, fmt.Errorf("%w: it begins with % x", ErrFormat, magic)
	}
	words := make([]uint32, n)
	if err := binary.Read(r, binary.BigEndian, words); err != nil {
		return nil, fmt.Errorf("%w: it ends within its dimensions", ErrFormat)
	}
	dims := make([]int, n)
	total := uint64(1)
	for i, w := range words {
		high, low := bits.Mul64(total, uint64(w))
		if high > 0 || low > maxBytes || w == 0 {
			return nil, fmt.Errorf("%w: its dimensions are %v", ErrFormat, words)
		}
		total = low
		dims[i] = int(w)
	}
	return dims, nil
}
