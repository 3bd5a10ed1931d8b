package data

import (
	"reflect"
	"slices"
	"testing"
)

func TestEveryEpochIsAPermutation(t *testing.T) {
	for _, n := range []int{1, 2, 7, 100} {
		b := NewBatches(n, 3, "faces", "batches")
		epoch := make([]int, n)
		for e := range uint64(5) {
			b.At(e*uint64(n), epoch)
			slices.Sort(epoch)
			for i, row := range epoch {
				if row != i {
					t.Fatalf("epoch %d of %d rows holds %v", e, n, epoch)
				}
			}
		}
	}
}

func TestADrawDependsOnItsNumberAlone(t *testing.T) {
	const n, draws = 10, 57 // batches of 4 span epochs of 10
	want := make([]int, draws)
	NewBatches(n, 3, "faces", "batches").At(0, want)
	back := NewBatches(n, 3, "faces", "batches")
	for k := draws - 4; k >= 0; k-- { // backwards, through one Batches
		got := make([]int, 4)
		back.At(uint64(k), got)
		if !slices.Equal(got, want[k:k+4]) {
			t.Fatalf("draws from %d are %v, want %v", k, got, want[k:k+4])
		}
	}
}

func TestDrawsAllocateNothing(t *testing.T) {
	b, epoch, rows := NewBatches(100, 3, "faces", "batches"), uint64(0), make([]int, 100)
	each := testing.AllocsPerRun(10, func() {
		b.At(epoch*100, rows)
		epoch++
	})
	if each != 0 {
		t.Errorf("an epoch allocates %v times", each)
	}
}

func TestStreamsDiffer(t *testing.T) {
	order := func(seed uint64, stream ...string) []int {
		rows := make([]int, 100)
		NewBatches(100, seed, stream...).At(0, rows)
		return rows
	}
	base := order(3, "faces", "left", "batches")
	for name, other := range map[string][]int{
		"seed":   order(4, "faces", "left", "batches"),
		"domain": order(3, "faces", "right", "batches"),
		"joined": order(3, "facesleft", "batches"),
	} {
		if slices.Equal(base, other) {
			t.Errorf("another %s draws the same rows", name)
		}
	}
	next := make([]int, 100)
	NewBatches(100, 3, "faces", "left", "batches").At(100, next)
	if slices.Equal(base, next) {
		t.Error("two epochs have the same order")
	}
}

func TestBatchesOfDrawsTheGivenRows(t *testing.T) {
	rows := []int{4, 8, 15, 16, 23, 42}
	got, places := make([]int, 14), make([]int, 14)
	NewBatchesOf(rows, 3, "faces", "left", "batches").At(0, got)
	NewBatches(len(rows), 3, "faces", "left", "batches").At(0, places)
	for i, place := range places {
		if got[i] != rows[place] {
			t.Fatalf("draws are %v, want the rows at %v", got, places)
		}
	}
}

// The vectors are for those who write the order of batches in another language.
func TestBatchVectors(t *testing.T) {
	type vector struct {
		Rows   int
		Seed   uint64
		Stream []string
		First  uint64
		Draws  []int
	}
	vectors := readVectors[[]vector](t, "batches.json")
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		got := make([]int, len(v.Draws))
		NewBatches(v.Rows, v.Seed, v.Stream...).At(v.First, got)
		if !reflect.DeepEqual(got, v.Draws) {
			t.Errorf("%d rows, seed %d, stream %q, from %d: %v, want %v", v.Rows, v.Seed, v.Stream, v.First, got, v.Draws)
		}
	}
}
