package nn

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gander/core/nn/kernel"
)

// First and second derivatives in every input and parameter are those of central
// differences, in both modes. Where a layer takes something for constant, as
// spectral normalisation does with its singular vectors, there is nothing to
// compare with.
func TestDerivativesOfCasesAgreeWithDifferences(t *testing.T) {
	for _, c := range readCases(t).Operators {
		if c.Smooth != nil && !*c.Smooth {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			c.Updates = nil // the statistics stay what they are
			trial := c.compile(t, NewRegistry(Float64, 1))
			defer trial.Close()
			trial.differences(t, "y", "r", "d/")
			trial.differences(t, "d/", "s/", "dd/")
		})
	}
}

// differences compares the gradients called by a prefix with those of the sum of
// all ⟨value, cotangent⟩.
func (c trialOf) differences(t *testing.T, values, cotangents, gradients string) {
	t.Helper()
	at := func() (sum float64) {
		c.step(t)
		if values == "y" {
			return inner(c.result("y"), c.set("r"))
		}
		for _, name := range c.names(false) {
			sum += inner(c.result(values+name), c.set(cotangents+name))
		}
		return sum
	}
	for _, name := range c.names(false) {
		c.step(t)
		got := c.result(gradients + name)
		for i, want := range slopes(c.set(name), at) {
			if d := math.Abs(got[i] - want); !(d <= 1e-7*(1+math.Abs(want))) {
				t.Errorf("%s%s[%d] = %v, differences give %v", gradients, name, i, got[i], want)
				return
			}
		}
	}
}

// step runs the program without drawing masks anew.
func (c trialOf) step(t testing.TB) {
	t.Helper()
	for _, in := range c.graph.inputs {
		if in.drawn != nil {
			in.drawn.N = 0
		}
	}
	if err := c.Step(); err != nil {
		t.Fatal(err)
	}
}

// set is the memory of an input or a parameter of type float64.
func (c trialOf) set(name string) []float64 {
	return c.nodes[name].Value().(interface{ Float64s() []float64 }).Float64s()
}

func inner(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// slopes are central differences of f, of fourth order, in about a dozen numbers
// of x, by their index.
func slopes(x []float64, f func() float64) map[int]float64 {
	const h = 1e-3
	d := map[int]float64{}
	for i := 0; i < len(x); i += 1 + len(x)/12 {
		x0 := x[i]
		at := func(v float64) float64 { x[i] = v; return f() }
		d[i] = (8*(at(x0+h)-at(x0-h)) - (at(x0+2*h) - at(x0-2*h))) / (12 * h)
		x[i] = x0
	}
	return d
}

// Every case has the same bits on every instruction set, any number of threads
// and both executors. The digest that go test -v shows is that of any machine.
func TestCasesGiveTheSameBits(t *testing.T) {
	var devices []*kernel.CPUDevice
	for _, isa := range kernel.ISAs() {
		for _, threads := range []int{1, 3} {
			d, err := kernel.NewCPU(isa, threads)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			devices = append(devices, d)
		}
	}
	all, digest := readCases(t), sha256.New()
	defer func() { t.Logf("all cases: %x", digest.Sum(nil)[:8]) }()
	for _, c := range all.Operators {
		sameEverywhere(t, devices, digest, c.Name, func(t *testing.T, r *Registry) []byte {
			trial := c.compile(t, r)
			defer trial.Close()
			if err := trial.Step(); err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			for _, name := range trial.outputs() {
				fmt.Fprintf(&b, "%s %x\n", name, trial.result(name))
			}
			return append(b.Bytes(), r.bytes(t)...)
		})
	}
	for _, c := range all.Training {
		sameEverywhere(t, devices, digest, c.Name, func(t *testing.T, r *Registry) []byte {
			p := c.compile(t, r)
			defer p.Close()
			c.advance(t, p, fitSteps)
			return r.bytes(t)
		})
	}
}

// sameEverywhere adds the bytes that run gives to the digest.
func sameEverywhere(t *testing.T, devices []*kernel.CPUDevice, digest io.Writer, name string, run func(t *testing.T, r *Registry) []byte) {
	t.Run(name, func(t *testing.T) {
		want := run(t, NewRegistryOn(devices[0], Float32, 1))
		digest.Write(want)
		for _, executor := range []string{"direct", "tape"} {
			t.Setenv("GANDER_EXEC", executor)
			for _, d := range devices {
				r := NewRegistryOn(d, Float32, 1)
				if !bytes.Equal(run(t, r), want) {
					t.Errorf("%s with %d threads, %s: other bits than %s with one, direct", d.Name(), d.Threads(), executor, devices[0].Name())
				}
				r.Close()
			}
		}
	})
}

// bytes is everything that a registry holds.
func (r *Registry) bytes(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (c trainingCase) advance(t *testing.T, p *Program, steps int) {
	t.Helper()
	for range steps {
		if err := p.Step(); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever an optimiser, a schedule and an average remember is saved: a training
// that stops after any step goes on with the same bits.
func TestTrainingGoesOnWithTheSameBits(t *testing.T) {
	for _, c := range readCases(t).Training {
		t.Run(c.Name, func(t *testing.T) {
			whole := NewRegistry(Float32, 1)
			c.advance(t, c.compile(t, whole), fitSteps)
			for _, at := range []int{1, 7, 19} {
				first, rest := NewRegistry(Float32, 1), NewRegistry(Float32, 2)
				c.advance(t, c.compile(t, first), at)
				dir := t.TempDir()
				if err := first.Save(dir); err != nil {
					t.Fatal(err)
				}
				p := c.compile(t, rest)
				if err := rest.Load(dir); err != nil {
					t.Fatal(err)
				}
				c.advance(t, p, fitSteps-at)
				if !slices.Equal(rest.bytes(t), whole.bytes(t)) {
					t.Errorf("%d steps, a restart and %d steps are not %d steps", at, fitSteps-at, fitSteps)
				}
			}
		})
	}
}
