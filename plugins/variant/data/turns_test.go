package data

import (
	"slices"
	"testing"
)

// The vectors are for those who write streams in another language: the datasets
// that steps draw from, and the rows of the domains of the file dots.gds.
func TestTurnVectors(t *testing.T) {
	type file struct {
		Turns []struct {
			Datasets int
			Step     uint64
			Dataset  int
			Batch    uint64
		}
		Domains []struct {
			Seed    uint64
			Dataset string
			First   uint64
			Draws   [][]int // by domain
		}
	}
	vectors := readVectors[file](t, "turns.json")
	if len(vectors.Turns) == 0 || len(vectors.Domains) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors.Turns {
		if dataset, batch := Turn(v.Step, v.Datasets); dataset != v.Dataset || batch != v.Batch {
			t.Errorf("step %d of %d datasets draws batch %d of %d, want %d of %d", v.Step, v.Datasets, batch, dataset, v.Batch, v.Dataset)
		}
	}
	f := mustOpen(t, "testdata/dots.gds")
	for _, v := range vectors.Domains {
		for d, order := range DomainBatches(f, v.Seed, v.Dataset) {
			got := make([]int, len(v.Draws[d]))
			order.At(v.First, got)
			if !slices.Equal(got, v.Draws[d]) {
				t.Errorf("seed %d: domain %d draws %v, want %v", v.Seed, d, got, v.Draws[d])
			}
		}
	}
}
