package wire

import (
	"encoding/binary"
	"fmt"
	"math"

	"gander/plugins/sample"
	pb "gander/plugins/variantpb"
)

// AppendFloats appends numbers in little-endian order.
func AppendFloats(b []byte, numbers []float32) []byte {
	for _, x := range numbers {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// Floats is the inverse of AppendFloats; no bytes give nil.
func Floats(b []byte) ([]float32, error) {
	if len(b)%4 != 0 {
		return nil, fmt.Errorf("%d bytes are no whole number of float32", len(b))
	}
	if len(b) == 0 {
		return nil, nil
	}
	numbers := make([]float32, len(b)/4)
	for i := range numbers {
		numbers[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return numbers, nil
}

// Header announces samples of a shape, {H, W, C} or {2}.
func Header(shape []int) *pb.SampleHeader {
	t := pb.SampleHeader_FLOAT32
	if sample.IsImage(shape) {
		t = pb.SampleHeader_UINT8
	}
	return &pb.SampleHeader{Type: t, Shape: ints[int64](shape)}
}

// Bytes are the numbers of a batch as they travel.
func Bytes(b sample.Batch) []byte {
	if b.U8 != nil {
		return b.U8
	}
	return AppendFloats(make([]byte, 0, 4*len(b.F32)), b.F32)
}

// Chunks sends bytes in pieces of at most ChunkSize.
func Chunks(b []byte, send func([]byte) error) error {
	for len(b) > 0 {
		n := min(len(b), ChunkSize)
		if err := send(b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// Batch puts together what Header announced and Chunks sent, and keeps b. The
// number of samples follows from the number of bytes.
func Batch(h *pb.SampleHeader, b []byte) (sample.Batch, error) {
	size, err := RowBytes(h)
	if err != nil {
		return sample.Batch{}, err
	}
	if len(b)%size != 0 {
		return sample.Batch{}, fmt.Errorf("%d bytes are no whole number of samples of %d bytes", len(b), size)
	}
	batch := sample.Batch{Shape: append([]int{len(b) / size}, ints[int](h.Shape)...)}
	if h.Type == pb.SampleHeader_UINT8 {
		batch.U8 = b
		return batch, nil
	}
	batch.F32, err = Floats(b)
	return batch, err
}

// CheckShape checks the shape of one sample: {H, W, C} or {2}.
func CheckShape(shape []int) error {
	if len(shape) != 3 && len(shape) != 1 {
		return fmt.Errorf("samples have shape %v, neither {height, width, channels} nor {2}", shape)
	}
	_, err := RowBytes(Header(shape))
	return err
}

// RowBytes is the size of one sample. A sample is no larger than a message, so
// that an absurd header cannot overflow.
func RowBytes(h *pb.SampleHeader) (int, error) {
	size := 4
	if h.GetType() == pb.SampleHeader_UINT8 {
		size = 1
	}
	shape := ints[int](h.GetShape())
	if len(shape) == 0 || h.Type == pb.SampleHeader_TYPE_UNSPECIFIED {
		return 0, fmt.Errorf("samples have shape %v of type %v", shape, h.GetType())
	}
	for _, d := range shape {
		if d < 1 || d > MaxMessage/size {
			return 0, fmt.Errorf("samples have shape %v: a dimension is not in 1 to %d", shape, MaxMessage/size)
		}
		size *= d
	}
	return size, nil
}
