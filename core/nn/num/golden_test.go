package num

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/vectors.txt anew")

// The vectors bind every architecture, and implementations in other languages,
// to the same bits.
func TestVectors(t *testing.T) {
	const path = "testdata/vectors.txt"
	got := vectors()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	if len(gotLines) != len(wantLines) {
		t.Fatalf("%d vectors, want %d", len(gotLines), len(wantLines))
	}
	for i := range wantLines {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Errorf("line %d: %s, want %s", i+1, gotLines[i], wantLines[i])
		}
	}
}

func vectors() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "# Bits of package num. Floats are IEEE 754 patterns in hexadecimal.")
	fmt.Fprintln(&b, "# word, pair, float64, float32, normal, latent: draws of the stream (seed 42, \"a\", \"b\")")
	streamVectors(&b)
	fmt.Fprintln(&b, "# permutation: epoch, n, order in the same stream; latent: seed, row, numbers")
	s := NewStream(42, "a", "b")
	for epoch := range uint64(3) {
		fmt.Fprintln(&b, "permutation", epoch, 10, Permutation(s, epoch, 10))
	}
	row := make([]float32, 5)
	for _, i := range []uint64{0, 1, 1 << 33} {
		Latent(42, i, row)
		fmt.Fprintf(&b, "latent 42 %d", i)
		for _, v := range row {
			fmt.Fprintf(&b, " %08x", math.Float32bits(v))
		}
		fmt.Fprintln(&b)
	}
	functionVectors(&b)
	return b.Bytes()
}

func streamVectors(b *bytes.Buffer) {
	s := NewStream(42, "a", "b")
	for _, k := range []uint64{0, 1, 2, 3, 4, 1 << 40} {
		fmt.Fprintf(b, "word %d %08x\n", k, s.Uint32(k))
		fmt.Fprintf(b, "pair %d %016x\n", k, s.Uint64(k))
		fmt.Fprintf(b, "float64 %d %016x\n", k, math.Float64bits(s.Float64(k)))
		fmt.Fprintf(b, "float32 %d %08x\n", k, math.Float32bits(s.Float32(k)))
		fmt.Fprintf(b, "normal %d %016x\n", k, math.Float64bits(s.Normal(k)))
	}
}

// functionVectors lists the elementary functions at arguments spread over their
// domains, and pow at pairs of them.
func functionVectors(b *bytes.Buffer) {
	fmt.Fprintln(b, "# functions: argument(s), result")
	functions := []struct {
		name  string
		f     func(float64) float64
		scale float64
	}{{"exp", Exp, 700}, {"log", Log, 100}, {"tanh", Tanh, 4}, {"sin", Sin, 100}, {"cos", Cos, 100}}
	s := NewStream(1, "vectors")
	for _, f := range functions {
		for k := range uint64(40) {
			x := float64(f.scale * s.Normal(k))
			if f.name == "log" {
				x = math.Abs(x)
			}
			if math.Abs(x) < 709 {
				fmt.Fprintf(b, "%s %016x %016x\n", f.name, math.Float64bits(x), math.Float64bits(f.f(x)))
			}
		}
	}
	for k := range uint64(40) {
		x, y := float64(10*s.Float64(k)), float64(100*s.Normal(k))
		fmt.Fprintf(b, "pow %016x %016x %016x\n", math.Float64bits(x), math.Float64bits(y), math.Float64bits(Pow(x, y)))
	}
}
