package data

import (
	"slices"
	"testing"
)

func TestLoaderGivesWhatTheFileHolds(t *testing.T) {
	for name, augment := range map[string]*Augment{"plain": nil, "augmented": {Flip: true, Crop: 1, Jitter: 0.1}} {
		t.Run(name, func(t *testing.T) {
			h := imageHeader()
			h.Augment = augment
			path, _ := mustWrite(t, h, imageSample)
			f := mustOpen(t, path)
			l := NewLoader(f, NewBatches(7, 3, "dots", "batches"), 4, 3, "dots")
			defer l.Close()
			order := NewBatches(7, 3, "dots", "batches")
			dst, rows := make([]float32, 4*15), make([]int, 4)
			want, wantRows := make([]float32, 4*15), make([]int, 4)
			for _, k := range []uint64{0, 1, 2, 3, 9, 10, 2, 0} { // in order, ahead, and back
				l.Batch(k, dst, rows)
				order.At(4*k, wantRows)
				f.Floats(want, wantRows)
				if augment != nil {
					for i, row := range wantRows {
						augment.Apply(want[15*i:15*i+15], f.Row(row), h.Shape, AugmentStream(3, "dots"), 4*k+uint64(i))
					}
				}
				if !slices.Equal(rows, wantRows) || !slices.Equal(dst, want) {
					t.Fatalf("batch %d is %v of rows %v, want %v of %v", k, dst, rows, want, wantRows)
				}
			}
		})
	}
}

func TestLoaderAllocatesNothing(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	l := NewLoader(mustOpen(t, path), NewBatches(7, 3, "dots", "batches"), 7, 3, "dots")
	defer l.Close()
	dst, rows, k := make([]float32, 7*15), make([]int, 7), uint64(0)
	l.Batch(k, dst, rows)
	// A new epoch has a new order, which is one allocation.
	if n := testing.AllocsPerRun(100, func() { k++; l.Batch(k, dst, rows) }); n > 2 {
		t.Errorf("%v allocations a batch, want those of a permutation", n)
	}
}

// A batch of 64 pictures of 64×64 pixels, as a step sees it: what it waits for.
func BenchmarkLoader(b *testing.B) {
	h := Header{Name: "b", Split: Train, Kind: KindImage, DType: U8, Shape: []int{64, 64, 3}, Rows: 1000, Augment: &Augment{Flip: true, Crop: 4, Jitter: 0.1}}
	path := b.TempDir() + "/train.gds"
	if _, err := Write(path, h, samples(1000, func(i int) Sample { return Sample{Pixels: make([]byte, 64*64*3)} })); err != nil {
		b.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	l := NewLoader(f, NewBatches(1000, 1, "b", "batches"), 64, 1, "b")
	defer l.Close()
	dst, rows, k := make([]float32, 64*64*64*3), make([]int, 64), uint64(0)
	for b.Loop() {
		l.Batch(k, dst, rows)
		k++
	}
}
