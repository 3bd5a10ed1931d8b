package checkpoint_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gander/core/checkpoint"
)

func sample() []checkpoint.Tensor {
	return []checkpoint.Tensor{
		checkpoint.New("b", []int{2, 2}, []float32{1, -2, float32(math.Inf(1)), 0}),
		checkpoint.New("a \"quoted\" ☃", []int{3}, []uint8{1, 2, 3}),
		checkpoint.New("count", nil, []uint64{math.MaxUint64}),
		checkpoint.New("signed", []int{1}, []int64{math.MinInt64}),
		checkpoint.New("wide", []int{1, 1}, []float64{math.Pi}),
		checkpoint.New("empty", []int{0, 7}, []float32{}),
	}
}

// file is a hand-made file: header and data as given.
func file(header, data string) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header+data...)
}

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.safetensors")
	if err := checkpoint.Write(path, sample()); err != nil {
		t.Fatal(err)
	}
	tensors, err := checkpoint.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]checkpoint.Tensor{}
	for _, tensor := range tensors {
		got[tensor.Name] = tensor
	}
	for _, want := range sample() {
		have := got[want.Name]
		if have.DType != want.DType || !slices.Equal(have.Shape, want.Shape) || !bytes.Equal(have.Data, want.Data) {
			t.Errorf("%s came back as %v, want %v", want.Name, have, want)
		}
	}
	if len(got) != len(sample()) {
		t.Errorf("%d tensors came back, want %d", len(got), len(sample()))
	}
}

func TestValues(t *testing.T) {
	want := []float32{1.5, -0.25}
	tensor := checkpoint.New("w", []int{2}, want)
	if got, err := checkpoint.Values[float32](tensor); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Values = %v, %v, want %v", got, err, want)
	}
	if _, err := checkpoint.Values[uint64](tensor); err == nil {
		t.Error("float32 numbers came out as uint64")
	}
}

// The bytes were written down from the format's description, not from a run.
func TestBytesAreThoseOfTheFormat(t *testing.T) {
	var got bytes.Buffer
	err := checkpoint.Encode(&got, []checkpoint.Tensor{checkpoint.New("x", []int{1}, []float32{1})})
	if err != nil {
		t.Fatal(err)
	}
	want := file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  `, "\x00\x00\x80\x3f")
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got  %q\nwant %q", got.Bytes(), want)
	}
}

func TestOrderMakesNoDifference(t *testing.T) {
	var forward, backward bytes.Buffer
	tensors := sample()
	if err := checkpoint.Encode(&forward, tensors); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(tensors)
	if err := checkpoint.Encode(&backward, tensors); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(forward.Bytes(), backward.Bytes()) {
		t.Error("the bytes depend on the order of the tensors")
	}
}

func TestEncodeRefuses(t *testing.T) {
	err := checkpoint.Encode(&bytes.Buffer{}, []checkpoint.Tensor{
		{Name: "", DType: checkpoint.U8},
		{Name: "twice", DType: checkpoint.U8, Data: []byte{1}},
		{Name: "twice", DType: checkpoint.U8, Data: []byte{1}},
		{Name: "half", DType: "F16", Data: []byte{1, 2}},
		{Name: "short", DType: checkpoint.F32, Shape: []int{2}, Data: []byte{1}},
	})
	for _, want := range []string{`named ""`, "two tensors", "F16", "short"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not mention %s", err, want)
		}
	}
}

var corrupted = map[string][]byte{
	"empty":             {},
	"no header":         {1, 0, 0, 0, 0, 0, 0, 0},
	"huge header":       {0, 0, 0, 0, 0, 0, 0, 0x80},
	"not an object":     file(`[]`, ""),
	"leading space":     file(` {}`, ""),
	"unclosed":          file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}`, "1"),
	"trailing text":     file(`{}{}`, ""),
	"trailing bytes":    file(`{}`, "1"),
	"twice":             file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, "12"),
	"unknown dtype":     file(`{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}`, "1"),
	"unknown field":     file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}}`, "1"),
	"no shape":          file(`{"x":{"dtype":"U8","data_offsets":[0,1]}}`, "1"),
	"negative shape":    file(`{"x":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}`, "1"),
	"fractional shape":  file(`{"x":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}`, "1"),
	"three offsets":     file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}`, "1"),
	"wrong size":        file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,1]}}`, "1"),
	"backwards":         file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}`, "1"),
	"beyond the end":    file(`{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, "1"),
	"hole":              file(`{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"y":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}`, "123"),
	"overlap":           file(`{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, "123"),
	"overflowing shape": file(`{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, ""),
	"metadata":          file(`{"__metadata__":{"format":1}}`, ""),
}

func TestDecodeRefuses(t *testing.T) {
	for name, bytes := range corrupted {
		t.Run(name, func(t *testing.T) {
			if got, err := checkpoint.Decode(bytes); !errors.Is(err, checkpoint.ErrCorrupt) {
				t.Errorf("Decode = %v, %v, want ErrCorrupt", got, err)
			}
		})
	}
}

func TestDecodeSkipsMetadata(t *testing.T) {
	got, err := checkpoint.Decode(file(`{"__metadata__":{"format":"pt"},"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}`, "1"))
	if err != nil || len(got) != 1 || got[0].Name != "x" {
		t.Errorf("Decode = %v, %v, want x alone", got, err)
	}
}

// What Decode accepts, Encode writes in a form that decodes to the same.
func FuzzDecode(f *testing.F) {
	for _, bytes := range corrupted {
		f.Add(bytes)
	}
	var whole bytes.Buffer
	if err := checkpoint.Encode(&whole, sample()); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		tensors, err := checkpoint.Decode(file)
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := checkpoint.Encode(&first, tensors); err != nil {
			t.Skip("a name that only other writers use:", err)
		}
		again, err := checkpoint.Decode(first.Bytes())
		if err != nil {
			t.Fatalf("own bytes refused: %v", err)
		}
		if err := checkpoint.Encode(&second, again); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("decode and encode changed the file: %v", err)
		}
	})
}
