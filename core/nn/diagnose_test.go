package nn_test

import (
	"errors"
	"fmt"
	"hash"
	"hash/fnv"
	"math"
	"regexp"
	"slices"
	"testing"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn"
	"gander/core/nn/op"
)

// logarithm is an operator of a user's own, who forgot about negative numbers.
type logarithm struct{ dims int }

func (logarithm) Arity() int { return 1 }
func (l logarithm) Type() hm.Type {
	x := gorgonia.TensorType{Dims: l.dims, Of: hm.TypeVariable('a')}
	return hm.NewFnType(x, x)
}
func (logarithm) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}
func (logarithm) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	y := in[0].(*tensor.Dense).Clone().(*tensor.Dense)
	for i, v := range y.Float32s() {
		y.Float32s()[i] = float32(math.Log(float64(v)))
	}
	return y, nil
}
func (logarithm) ReturnsPtr() bool        { return true }
func (logarithm) CallsExtern() bool       { return false }
func (logarithm) OverwritesInput() int    { return -1 }
func (l logarithm) WriteHash(h hash.Hash) { fmt.Fprint(h, "logarithm", l.dims) }
func (l logarithm) Hashcode() uint32      { h := fnv.New32a(); l.WriteHash(h); return h.Sum32() }
func (logarithm) String() string          { return "logarithm" }
func (logarithm) DiffWRT(int) []bool      { return []bool{true} }
func (logarithm) SymDiff(in gorgonia.Nodes, _, g *gorgonia.Node) (gorgonia.Nodes, error) {
	return gorgonia.Nodes{op.Div(g, in[0])}, nil
}

// A fault is something that goes wrong in a small GAN.
type fault struct {
	between nn.Layer                             // two layers of the critic
	data    float32                              // in place of one number of the fifth batch
	rate    float64                              // of the generator
	add     func(dReal, dFake *nn.Node) *nn.Node // to the critic's loss
	want    string                               // a regular expression
}

func (f fault) build(r *nn.Registry) (*nn.Program, error) {
	const batch = 4
	points := func(dst []float32, k uint64) error {
		if err := noise(1, "real")(dst, k); err != nil {
			return err
		}
		if k == 4 && f.data != 0 {
			dst[5] = f.data
		}
		return nil
	}
	return nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", nn.Linear{Out: 8}, nn.LeakyReLU{Slope: .2}, nn.Linear{Out: 2})
		critic := g.Network("critic", nn.Linear{Out: 8}, f.between, nn.Linear{Out: 1})
		z, real := g.Input("z", noise(1, "z"), batch, 3), g.Input("real", points, batch, 2)
		fake := generator.Apply(z, nn.Train)
		dReal, dFake := critic.Apply(real, nn.Train), critic.Apply(fake, nn.Train)
		loss := nn.Wasserstein.Discriminator(dReal, dFake)
		if f.add != nil {
			loss = op.Add(loss, f.add(dReal, dFake))
		}
		return []nn.Stage{
			{Name: "critic", Fresh: []*nn.Node{real, z}, Loss: loss, Train: []*nn.Network{critic}, By: nn.SGD{Rate: nn.Constant(1e-3)}},
			{Name: "generator", Loss: nn.Wasserstein.Generator(dFake), Train: []*nn.Network{generator},
				By: nn.Adam{Rate: nn.Constant(f.rate), Beta1: .5, Beta2: .9}},
		}
	})
}

var faults = map[string]fault{
	"a user's operator": {
		between: nn.Func(func(x *nn.Node) *nn.Node { return gorgonia.Must(gorgonia.ApplyOp(logarithm{2}, x)) }),
		want:    `^stage critic: the loss is NaN \(not finite\): it began in critic\.1 \(nn\.Func\): logarithm gives \(4, 8\) with \d+ of 32 numbers not finite \(the first, in row 0, is NaN\), from \(4, 8\) in \[-\S+, \S+\]$`,
	},
	"an operator of the loss": {
		add:  func(dReal, _ *nn.Node) *nn.Node { return op.Mean(op.Log(op.Affine(dReal, 0, -2))) },
		want: `^stage critic: the loss is NaN .* it began in an expression outside the networks: log gives \(4, 1\) with 4 of 4 .*, from \(4, 1\) in \[-2, -2\]$`,
	},
	"a huge rate overflows": {
		rate: 1e30,
		want: `^stage critic: the loss is .* it began in generator\.2 \(nn\.Linear\{Out: 2\}\): matmul gives \(4, 2\) with .*, from \(4, 8\) in \[\S+e\+\d+, \S+e\+\d+\] and \(8, 2\) in \[-1e\+30, 1e\+30\]$`,
	},
	"a huge rate makes weights infinite": {
		rate: 1e39,
		want: `^stage critic: the loss is .* it began in an update of stage generator: nn\.Adam with the rate 1e\+39 made generator\.0\.weight \(3, 8\) with .* not finite`,
	},
	"NaN in the data": {
		data: float32(math.NaN()),
		want: `^stage critic: the loss is NaN .* it came in with the data: real holds \(4, 2\) with 1 of 8 numbers not finite \(the first, in row 2, is NaN\)$`,
	},
	"infinity in the data": {
		data: float32(math.Inf(1)),
		want: `it came in with the data: real holds \(4, 2\) with 1 of 8 numbers not finite \(the first, in row 2, is \+Inf\)$`,
	},
	"a gradient": {
		between: nn.Func(func(x *nn.Node) *nn.Node { return op.Sqrt(op.ReLU(x)) }),
		want:    `^stage critic: the norm of the gradient is \S+ \(not finite\): it began in the gradient of pow in critic\.1 \(nn\.Func\): div gives \(4, 8\) with .* not finite .*, from \(4, 8\) in \[\S+, \S+\] and \(4, 8\) in \[0, \S+\]$`,
	},
	"the sum of squares of a gradient": {
		add:  func(dReal, _ *nn.Node) *nn.Node { return op.Mean(op.Affine(dReal, 1e25, 0)) },
		want: `^stage critic: the norm of the gradient is \+Inf \(not finite\): it began in the norm of the gradient: dot gives \(1\) `,
	},
	"a second derivative": {
		add: func(dReal, _ *nn.Node) *nn.Node {
			grads, _ := op.Grad([]*nn.Node{op.Sqrt(op.Square(op.Affine(dReal, 0, 0)))}, nil, []*nn.Node{dReal})
			return op.Mean(grads[0])
		},
		want: `^stage critic: the loss is NaN .* it began in the gradient of pow in an expression outside the networks: div gives \(4, 1\)`,
	},
}

func TestNotFiniteNamesTheOperator(t *testing.T) {
	for name, f := range faults {
		for _, executor := range []string{"direct", "tape"} {
			t.Run(name+", "+executor, func(t *testing.T) {
				t.Setenv("GANDER_EXEC", executor)
				if f.between == nil {
					f.between = nn.LeakyReLU{Slope: .2}
				}
				if f.rate == 0 {
					f.rate = 1e-3
				}
				r := nn.NewRegistry(nn.Float32, 1)
				p, err := f.build(r)
				if err != nil {
					t.Fatal(err)
				}
				for range 10 {
					before := weights(p, r)
					if err = p.Step(); err == nil {
						continue
					}
					if !errors.Is(err, nn.ErrNotFinite) || !regexp.MustCompile(f.want).MatchString(err.Error()) {
						t.Errorf("Step = %v\nwant %s", err, f.want)
					}
					if after := weights(p, r); !slices.EqualFunc(after, before, sameBits) { // the first stage failed
						t.Errorf("the weights went from %v to %v", before, after)
					}
					return
				}
				t.Error("nothing went wrong in ten steps")
			})
		}
	}
}

// weights are all numbers that the program's networks have learnt.
func weights(p *nn.Program, r *nn.Registry) (all []float32) {
	for _, n := range p.Networks() {
		for _, w := range n.Weights() {
			all = append(all, r.Values(w)...)
		}
	}
	return all
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
