package nn_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gander/core/nn"
)

// state is everything that a registry holds, as bytes.
func state(t testing.TB, r *nn.Registry) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "state.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func steps(t testing.TB, p *nn.Program, n int) {
	t.Helper()
	for range n {
		if err := p.Step(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTapeMachineGivesTheSameBits(t *testing.T) {
	for name, build := range trials {
		t.Run(name, func(t *testing.T) {
			r, direct := build(t, nn.Float32, 1)
			t.Setenv("GANDER_EXEC", "tape")
			onTape, tape := build(t, nn.Float32, 1)
			for range 4 {
				steps(t, direct, 1)
				steps(t, tape, 1)
				if got, want := tape.Scalars(), direct.Scalars(); !slices.Equal(got, want) {
					t.Errorf("scalars %v on tape, %v directly", got, want)
				}
			}
			if !bytes.Equal(state(t, onTape), state(t, r)) {
				t.Error("states differ")
			}
		})
	}
}
