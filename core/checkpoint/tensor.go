package checkpoint

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A DType is the type of a tensor's numbers.
type DType string

// The dtypes that gander writes and reads.
const (
	F32 DType = "F32" // IEEE 754 single precision
	F64 DType = "F64" // IEEE 754 double precision
	I64 DType = "I64" // signed
	U64 DType = "U64" // unsigned
	U8  DType = "U8"  // unsigned byte
)

// Size is how many bytes one number takes, 0 for an unknown dtype.
func (t DType) Size() int {
	switch t {
	case F32:
		return 4
	case F64, I64, U64:
		return 8
	case U8:
		return 1
	}
	return 0
}

// A Tensor is a named block of numbers. No dimensions make a single number.
type Tensor struct {
	Name  string
	DType DType
	Shape []int
	Data  []byte // little endian, row-major
}

// A Number is a Go type that a tensor can be made of.
type Number interface {
	float32 | float64 | int64 | uint64 | uint8
}

// New makes a tensor of values. It panics if shape does not hold exactly as
// many numbers.
func New[T Number](name string, shape []int, values []T) Tensor {
	t := Tensor{Name: name, DType: dtypeOf[T](), Shape: shape}
	if n, ok := count(shape, t.DType.Size()); !ok || n != len(values) {
		panic(fmt.Sprintf("checkpoint: tensor %s of shape %v with %d numbers", name, shape, len(values)))
	}
	t.Data, _ = binary.Append(make([]byte, 0, len(values)*t.DType.Size()), binary.LittleEndian, values)
	return t
}

// Values are the numbers of t. It is an error to ask for a type that is not
// the tensor's own.
func Values[T Number](t Tensor) ([]T, error) {
	if want := dtypeOf[T](); t.DType != want {
		return nil, fmt.Errorf("tensor %s is %s, not %s", t.Name, t.DType, want)
	}
	values := make([]T, len(t.Data)/t.DType.Size())
	if _, err := binary.Decode(t.Data, binary.LittleEndian, values); err != nil {
		return nil, fmt.Errorf("tensor %s: %w", t.Name, err)
	}
	return values, nil
}

func dtypeOf[T Number]() DType {
	var zero T
	switch any(zero).(type) {
	case float32:
		return F32
	case float64:
		return F64
	case int64:
		return I64
	case uint64:
		return U64
	}
	return U8
}

// count is how many numbers a shape holds; ok is false for a negative
// dimension or when their bytes, of the given size each, overflow.
func count(shape []int, size int) (n int, ok bool) {
	n = 1
	for _, d := range shape {
		if d < 0 || (d > 0 && n > math.MaxInt/size/d) {
			return 0, false
		}
		n *= d
	}
	return n, true
}
