package wire

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/plugins/sample"
	pb "gander/plugins/variantpb"
)

func TestFloats(t *testing.T) {
	b := AppendFloats([]byte{}, []float32{1, -2})
	if want := []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}; !bytes.Equal(b, want) {
		t.Errorf("1 and -2 are the bytes %x, want %x (little endian)", b, want)
	}
	numbers := []float32{0, float32(math.Copysign(0, -1)), math.MaxFloat32, float32(math.Inf(-1))}
	got, err := Floats(AppendFloats(nil, numbers))
	if err != nil || !slices.EqualFunc(got, numbers, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
		t.Errorf("numbers come back as %v, %v", got, err)
	}
}

func TestBatchCrosses(t *testing.T) {
	batches := []sample.Batch{
		{Shape: []int{2, 700, 700, 3}, U8: bytes.Repeat([]byte{1, 2, 3, 4, 5, 6}, 490000)},
		{Shape: []int{300000, 2}, F32: slices.Repeat([]float32{0.5, -9}, 300000)},
		{Shape: []int{0, 4, 4, 1}, U8: []byte{}},
	}
	for _, want := range batches {
		var crossed []byte
		err := Chunks(Bytes(want), func(chunk []byte) error {
			if len(chunk) > ChunkSize || len(chunk) == 0 {
				t.Errorf("a chunk has %d bytes", len(chunk))
			}
			crossed = append(crossed, chunk...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Batch(Header(want.Shape[1:]), crossed)
		if err != nil || !slices.Equal(got.Shape, want.Shape) || !bytes.Equal(got.U8, want.U8) || !slices.Equal(got.F32, want.F32) {
			t.Errorf("batch of %v crosses as one of %v, %v", want.Shape, got.Shape, err)
		}
	}
}

func TestBatchRefused(t *testing.T) {
	header := func(kind pb.SampleHeader_Type, shape ...int64) *pb.SampleHeader {
		return &pb.SampleHeader{Type: kind, Shape: shape}
	}
	tests := []struct {
		name   string
		header *pb.SampleHeader
		bytes  int
		want   string
	}{
		{"no header", nil, 4, "shape [] of type TYPE_UNSPECIFIED"},
		{"no type", header(0, 2), 4, "TYPE_UNSPECIFIED"},
		{"no size", header(pb.SampleHeader_UINT8, 4, 0, 1), 4, "a dimension is not in 1 to"},
		{"overflow", header(pb.SampleHeader_FLOAT32, 1<<31, 1<<31, 4), 4, "a dimension is not in 1 to"},
		{"overflow of the product", header(pb.SampleHeader_FLOAT32, 1<<22, 1<<22, 1<<22), 4, "a dimension is not in 1 to"},
		{"cut", header(pb.SampleHeader_FLOAT32, 2), 12, "12 bytes are no whole number of samples of 8 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Batch(tt.header, make([]byte, tt.bytes))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestCheckShape(t *testing.T) {
	for _, shape := range [][]int{{2}, {32, 32, 3}, {1, 1, 1}} {
		if err := CheckShape(shape); err != nil {
			t.Errorf("%v: %v", shape, err)
		}
	}
	for _, shape := range [][]int{nil, {0}, {4, 4}, {4, 4, -1}, {1, 2, 3, 4}} {
		if CheckShape(shape) == nil {
			t.Errorf("%v passes", shape)
		}
	}
}
