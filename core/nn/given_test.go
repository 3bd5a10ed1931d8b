package nn_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

// applyGiven maps x under the condition y through a layer, on the reference
// device.
func applyGiven(t testing.TB, mode nn.Mode, x, y []float32, xs, ys []int, layer nn.Layer) (out []float32, shape []int) {
	t.Helper()
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		in, given := g.Input("x", nil, xs...), g.Input("y", nil, ys...)
		node := g.Network("net", layer).ApplyGiven(in, given, mode)
		shape = node.Shape()
		return node, []*nn.Node{in, given}
	})
	if err != nil {
		t.Fatal(err)
	}
	size := 1
	for _, d := range shape {
		size *= d
	}
	out = make([]float32, size)
	if err := f.Map(out, x, y); err != nil {
		t.Fatal(err)
	}
	return out, shape
}

// counting fills a tensor with 0, 1, 2, … in place of random numbers.
func counting(dst []float32, _ num.Stream, _ []int) { copy(dst, ramp(len(dst))) }

func TestConditionalBatchNormBeginsAsNormalisation(t *testing.T) {
	x, shape := ramp(2*3*3*2), []int{2, 3, 3, 2}
	x[5], x[20] = -7, 3.5
	for _, mode := range []nn.Mode{nn.Train, nn.Sample} {
		want, _ := apply(t, mode, x, shape, nn.BatchNorm{})
		got, _ := applyGiven(t, mode, x, []float32{0, 1, 0, 0, 0, 1}, shape, []int{2, 3}, nn.ConditionalBatchNorm{})
		if !slices.Equal(got, want) {
			t.Errorf("mode %v: %v, plain normalisation gives %v", mode, got, want)
		}
	}
}

func TestEmbeddingPicksAVector(t *testing.T) {
	got, _ := apply(t, nn.Train, []float32{0, 0, 1, 0.5, 0.5, 0}, []int{2, 3}, nn.Embedding{Out: 2, Init: counting})
	if want := []float32{4, 5, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("embeddings %v, want %v", got, want)
	}
}

func TestJoin(t *testing.T) {
	y := []float32{1, 0, 0, 1}
	got, shape := applyGiven(t, nn.Train, []float32{7, 8}, y, []int{2, 1}, []int{2, 2}, nn.Join{})
	if want := []float32{7, 1, 0, 8, 0, 1}; !slices.Equal(got, want) || !slices.Equal(shape, []int{2, 3}) {
		t.Errorf("vectors join to %v %v", shape, got)
	}
	got, shape = applyGiven(t, nn.Train, []float32{5, 6, 7, 8}, y, []int{2, 1, 2, 1}, []int{2, 2}, nn.Join{})
	if want := []float32{5, 1, 0, 6, 1, 0, 7, 0, 1, 8, 0, 1}; !slices.Equal(got, want) || !slices.Equal(shape, []int{2, 1, 2, 3}) {
		t.Errorf("images join to %v %v", shape, got)
	}
	if _, shape = applyGiven(t, nn.Train, []float32{7, 8}, y, []int{2, 1}, []int{2, 2}, nn.Join{Embedding: 5}); !slices.Equal(shape, []int{2, 6}) {
		t.Errorf("an embedding joins to %v", shape)
	}
}

// ψ has the weights 0, 1, 2 and some bias that cancels in the difference of two
// classes; class 1 embeds as 3, 4, 5.
func TestProjection(t *testing.T) {
	of := func(y ...float32) float32 {
		out, _ := applyGiven(t, nn.Train, []float32{1, 10, 100}, y, []int{1, 3}, []int{1, 2}, nn.Projection{Init: counting})
		return out[0]
	}
	if got, want := of(0, 1)-of(1, 0), float32(3*1+4*10+5*100-(0*1+1*10+2*100)); got != want {
		t.Errorf("the classes differ by %v, want %v", got, want)
	}
}

func TestHeads(t *testing.T) {
	x, shape := []float32{1, 2, 3, 4}, []int{2, 1, 2, 1}
	got, at := apply(t, nn.Train, x, shape, nn.Heads{nn.Func(op.Square), nn.Flatten{}})
	if want := []float32{1, 4, 1, 2, 9, 16, 3, 4}; !slices.Equal(got, want) || !slices.Equal(at, []int{2, 4}) {
		t.Errorf("heads give %v %v, want %v", at, got, want)
	}
}

func TestConditionalLayersNeedACondition(t *testing.T) {
	_, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("x", nil, 2, 3)
		return g.Network("net", nn.Join{}).Apply(x, nn.Train), []*nn.Node{x}
	})
	var build *nn.BuildError
	if !errors.As(err, &build) || !strings.Contains(err.Error(), "net.0") {
		t.Errorf("a network without its condition: %v", err)
	}
}

// The weights (3, 2) of the layer have the singular values 5 and 4; training
// with rate 0 leaves them alone and improves the estimate.
func TestSpectralNorm(t *testing.T) {
	r := nn.NewRegistry(nn.Float32, 1)
	diagonal := func(dst []float32, _ num.Stream, _ []int) { copy(dst, []float32{5, 0, 0, 4, 0, 0}) }
	var x, y *nn.Node
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		net := g.Network("net", nn.SpectralNorm{Layer: nn.Linear{Out: 2, NoBias: true, Init: diagonal}})
		x = g.Input("x", nil, 1, 3)
		y = net.Apply(x, nn.Train)
		return []nn.Stage{{Name: "net", Loss: op.Sum(y), Train: []*nn.Network{net}, By: nn.SGD{Rate: nn.Constant(0)}, Also: []*nn.Node{y}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.Set(x, []float32{2, 3, 4})
	steps(t, p, 20)
	got := make([]float32, 2)
	p.Value(got, "net", y)
	for i, want := range []float64{2, 3. * 4 / 5} {
		if math.Abs(float64(got[i])-want) > 1e-5 {
			t.Errorf("output %d is %v, want %v", i, got[i], want)
		}
	}
}

func TestCrossEntropy(t *testing.T) {
	x, y := []float32{1, -2, 0.5, 3000, -3000, 2999}, []float32{0, 0, 1, 0, 0, 1}
	first := math.Log(math.Exp(1)+math.Exp(-2)+math.Exp(0.5)) - 0.5
	second := math.Log(math.Exp(1) + 1) // of logits 1 and 0, the third being nothing
	got := evaluate(t, x, y, []int{2, 3}, nn.CrossEntropy)
	if want := (first + second) / 2; math.Abs(got-want) > 1e-6 {
		t.Errorf("cross-entropy = %v, want %v", got, want)
	}
}

// The gradient in the logits is (softmax(x) − t)/N.
func TestGradientOfCrossEntropy(t *testing.T) {
	x, y := []float32{1, -2, 0.5, 800, -800, 799.5}, []float32{0, 0, 1, 1, 0, 0}
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		in := []*nn.Node{g.Input("x", nil, 2, 3), g.Input("y", nil, 2, 3)}
		grads, err := op.Grad([]*nn.Node{nn.CrossEntropy(in[0], in[1])}, nil, in[:1])
		if err != nil {
			t.Fatal(err)
		}
		return grads[0], in
	})
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, 6)
	if err := f.Map(got, x, y); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		row, total := i/3*3, 0.0
		for k := range 3 {
			total += math.Exp(float64(x[row+k]) - float64(x[row]))
		}
		want := (math.Exp(float64(x[i])-float64(x[row]))/total - float64(y[i])) / 2
		if math.Abs(float64(got[i])-want) > 1e-6 {
			t.Errorf("d/dx[%d] = %v, want %v", i, got[i], want)
		}
	}
}

func TestBranchesAddUp(t *testing.T) {
	got, _ := apply(t, nn.Train, []float32{1, 2, 3}, []int{1, 3}, nn.Branches{nn.Func(op.Square), nn.Stack{nn.ReLU{}, nn.Func(op.Square)}})
	if want := []float32{2, 8, 18}; !slices.Equal(got, want) {
		t.Errorf("the sum is %v, want %v", got, want)
	}
}

func TestGlorot(t *testing.T) {
	values := make([]float32, 3*3*8*10)
	nn.Glorot(2)(values, num.NewStream(1, "weights"), []int{3, 3, 8, 10})
	bound := 2 * math.Sqrt(6./(9*8+9*10))
	if largest := float64(slices.Max(values)); largest > bound || largest < 0.98*bound {
		t.Errorf("weights reach %v, the bound is %v", largest, bound)
	}
}
