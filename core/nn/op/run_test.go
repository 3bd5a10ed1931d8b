package op_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// A step is a node with the memory that a planner has given it.
type step struct {
	op     gorgonia.Op
	inputs []gorgonia.Value
	value  gorgonia.Value
}

// plan gives every node memory of its own, full of rubbish, and returns the
// nodes in the order in which they run.
func plan(tr *trial, roots ...*gorgonia.Node) []step {
	values := make(map[*gorgonia.Node]gorgonia.Value)
	var steps []step
	for _, n := range op.Topo(roots...) {
		if n.Op() == nil {
			values[n] = n.Value()
			continue
		}
		s := step{op: n.Op(), value: rubbish(tr.of, n.Shape())}
		for _, c := range op.Children(n) {
			s.inputs = append(s.inputs, values[c])
		}
		if n.Op().(op.Planned).Alias() == 0 {
			s.value, _ = s.op.Do(s.inputs...)
		}
		values[n] = s.value
		steps = append(steps, s)
	}
	return steps
}

func rubbish(of tensor.Dtype, shape tensor.Shape) *tensor.Dense {
	v := tensor.New(tensor.Of(of), tensor.WithShape(shape...))
	for i := range v.DataSize() {
		set(v, i, math.NaN())
	}
	return v
}

func (s step) run() error {
	planned := s.op.(op.Planned)
	if planned.Alias() == 0 {
		_, err := s.op.Do(s.inputs...)
		return err
	}
	_, err := planned.UsePreallocDo(s.value, s.inputs...)
	return err
}

// gradientOf builds the case with its gradients and returns all that must run.
func (c derivativeCase) gradientOf(tr *trial) nodes {
	wrt := c.inputs(tr)
	loss, _ := tr.pairing(nodes{c.build(wrt)})
	return append(slices.DeleteFunc(tr.grad(loss, wrt), func(g *gorgonia.Node) bool { return g == nil }), loss)
}

func TestPlannedRunsEqualTheTapeMachine(t *testing.T) {
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			eachType(t, func(tr *trial) {
				roots := c.gradientOf(tr)
				tr.tape(roots...)()
				var want [][]float64
				for _, r := range roots {
					want = append(want, numbers(r))
				}
				steps := plan(tr, roots...)
				runAll(t, steps)
				for i, r := range roots {
					if got := floats(valueOf(steps, r)); !slices.Equal(got, want[i]) {
						t.Errorf("%v: %v, TapeMachine gives %v", r, got, want[i])
					}
				}
			})
		})
	}
}

func runAll(t testing.TB, steps []step) {
	for i := range steps {
		if err := steps[i].run(); err != nil {
			t.Fatal(err)
		}
	}
}

func valueOf(steps []step, n *gorgonia.Node) gorgonia.Value {
	for _, s := range steps {
		if s.op == n.Op() {
			return s.value
		}
	}
	return n.Value()
}

func TestWarmRunsAllocateNothing(t *testing.T) {
	for _, c := range allCases() {
		tr := newTrial(t, tensor.Float32)
		steps := plan(tr, c.gradientOf(tr)...)
		if n := testing.AllocsPerRun(3, func() { runAll(t, steps) }); n != 0 {
			t.Errorf("%s: %v allocations a run", c.name, n)
		}
	}
}

// What says that it may overwrite its first input must then compute the same.
func TestInPlaceRunsEqualOthers(t *testing.T) {
	for _, c := range allCases() {
		eachType(t, func(tr *trial) {
			steps := plan(tr, c.gradientOf(tr)...)
			runAll(t, steps)
			for _, s := range steps {
				if !s.op.(op.Planned).InPlace() {
					continue
				}
				want := floats(s.value)
				moved := s.inputs[0].(*tensor.Dense).Clone().(*tensor.Dense)
				inputs := slices.Clone(s.inputs)
				for i, v := range inputs {
					if v == s.inputs[0] {
						inputs[i] = moved
					}
				}
				if err := (step{s.op, inputs, moved}).run(); err != nil {
					t.Fatal(err)
				}
				if got := floats(moved); !slices.Equal(got, want) {
					t.Errorf("%s: %v in place gives %v, want %v", c.name, s.op, got, want)
				}
			}
		})
	}
}

func TestViewsShareMemory(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.counting(2, 3)
	for _, n := range []*gorgonia.Node{op.Reshape(x, 6), op.Detach(x)} {
		for range 2 { // the second time round x has moved
			x.Value().(*tensor.Dense).Float64s()[0]++
			view, err := n.Op().Do(x.Value())
			if err != nil {
				t.Fatal(err)
			}
			if view.Uintptr() != x.Value().Uintptr() || !view.Shape().Eq(n.Shape()) {
				t.Errorf("%v: a value of %v elsewhere", n, view.Shape())
			}
			if err := gorgonia.Let(x, x.Value().(*tensor.Dense).Clone()); err != nil {
				t.Fatal(err)
			}
		}
		if k := n.Op().(op.Planned).Alias(); k != 0 {
			t.Errorf("%v is a view of input %d, want 0", n, k)
		}
	}
}

// broken is a device whose elementwise functions panic.
type broken struct{ kernel.Device }

func (broken) Map(kernel.Unary, kernel.Buffer, kernel.Buffer) { panic("out of order") }

func TestPanicsOfKernelsBecomeErrors(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	y := op.Tanh(tr.input(3))
	y.Op().(op.Planned).Place(broken{kernel.Reference()})
	err := gorgonia.NewTapeMachine(tr.graph).RunAll()
	if err == nil || !strings.Contains(err.Error(), "op: tanh: out of order") {
		t.Errorf("error %v, want the panic's", err)
	}
}

func TestDoRefusesValuesThatDontFit(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	o := op.Mul(tr.input(3), tr.input(3)).Op().(*op.Operator)
	good := tr.input(3).Value()
	for want, err := range map[string]error{
		"op: mul: 1 inputs, want 2": second(o.Do(good)),
		"op: mul: input 1: a *tensor.Dense of float64 and shape (4), want float64 and (3)": second(o.Do(good, tr.input(4).Value())),
		"op: mul: input 0: a *tensor.Dense of float32 and shape (3), want float64 and (3)": second(o.Do(rubbish(tensor.Float32, tensor.Shape{3}), good)),
		"op: mul: output: a *tensor.Dense of float64 and shape (2), want float64 and (3)":  second(o.UsePreallocDo(tr.input(2).Value(), good, good)),
		"op: mul: input 0: no value": second(o.Do(nil, good)),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func second(_ gorgonia.Value, err error) error { return err }
