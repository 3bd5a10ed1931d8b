package nn_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
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
			r, onTape := nn.NewRegistry(nn.Float32, 1), nn.NewRegistry(nn.Float32, 1)
			direct := build(t, r)
			t.Setenv("GANDER_EXEC", "tape")
			tape := build(t, onTape)
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

func TestResumedRunIsTheSameRun(t *testing.T) {
	for name, build := range trials {
		t.Run(name, func(t *testing.T) {
			r, resumed := nn.NewRegistry(nn.Float32, 7), nn.NewRegistry(nn.Float32, 7)
			whole := build(t, r)
			steps(t, whole, 3)
			dir := t.TempDir()
			if err := r.Save(dir); err != nil {
				t.Fatal(err)
			}
			steps(t, whole, 2)

			rest := build(t, resumed)
			if err := resumed.Load(dir); err != nil {
				t.Fatal(err)
			}
			steps(t, rest, 2)
			if !bytes.Equal(state(t, resumed), state(t, r)) {
				t.Error("three steps, a restart and two steps are not five steps")
			}
		})
	}
}

func TestSeedDecidesEverything(t *testing.T) {
	run := func(seed uint64) []byte {
		r := nn.NewRegistry(nn.Float32, seed)
		steps(t, penalised(t, r), 2)
		return state(t, r)
	}
	if !bytes.Equal(run(1), run(1)) {
		t.Error("one seed gave two results")
	}
	if bytes.Equal(run(1), run(2)) {
		t.Error("two seeds gave one result")
	}
}

func TestWarmStepAllocatesNothing(t *testing.T) {
	for name, build := range trials {
		t.Run(name, func(t *testing.T) {
			p := build(t, nn.NewRegistry(nn.Float32, 1))
			steps(t, p, 2)
			if n := testing.AllocsPerRun(20, func() { steps(t, p, 1) }); n > 0 {
				t.Errorf("a step makes %v allocations", n)
			}
		})
	}
}

func TestDrawsAreCounted(t *testing.T) {
	var draws []uint64
	build := func() (*nn.Registry, *nn.Program) {
		r := nn.NewRegistry(nn.Float32, 1)
		p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
			x := g.Input("x", func(_ []float32, k uint64) error { draws = append(draws, k); return nil }, 1)
			y := op.Square(x)
			return []nn.Stage{
				{Name: "a", Repeat: 2, Fresh: []*nn.Node{x}, Also: []*nn.Node{y}},
				{Name: "b", Fresh: []*nn.Node{x}, Also: []*nn.Node{y}},
				{Name: "c", Also: []*nn.Node{y}},
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return r, p
	}
	r, p := build()
	steps(t, p, 2)
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	r, p = build()
	if err := r.Load(dir); err != nil {
		t.Fatal(err)
	}
	steps(t, p, 1)
	if want := []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(draws, want) {
		t.Errorf("draws %v, want %v", draws, want)
	}
}

func TestFailingSourceEndsTheStep(t *testing.T) {
	dry := errors.New("dry")
	p, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) []nn.Stage {
		x := g.Input("well", func([]float32, uint64) error { return dry }, 1)
		return []nn.Stage{{Name: "draw", Fresh: []*nn.Node{x}, Also: []*nn.Node{op.Square(x)}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Step(); !errors.Is(err, dry) || !strings.Contains(err.Error(), "well") {
		t.Errorf("Step = %v", err)
	}
}

// What a stage computes for use outside survives the stages after it.
func TestValueOutlivesLaterStages(t *testing.T) {
	var x, y *nn.Node
	p, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) []nn.Stage {
		x = g.Input("x", nil, 3)
		y = op.Affine(x, 2, 0)
		z := op.Tanh(op.Sigmoid(op.Exp(x)))
		return []nn.Stage{{Name: "a", Also: []*nn.Node{y}}, {Name: "b", Also: []*nn.Node{z}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Set(x, []float32{1, 2, 3})
	steps(t, p, 1)
	got := make([]float32, 3)
	p.Value(got, "a", y)
	if want := []float32{2, 4, 6}; !slices.Equal(got, want) {
		t.Errorf("value = %v, want %v", got, want)
	}
}
