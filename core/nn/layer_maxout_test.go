package nn_test

import (
	"slices"
	"testing"

	"gander/core/nn"
	"gander/core/nn/num"
)

// Of one input and two units with three pieces each: the slopes are 1, -1, 2 and
// 0, -3, 1.
func TestMaxoutTakesTheLargestPiece(t *testing.T) {
	slopes := func(dst []float32, _ num.Stream, _ []int) { copy(dst, []float32{1, 0, -1, -3, 2, 1}) }
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("x", nil, 3, 1)
		return g.Network("net", nn.Maxout{Out: 2, Pieces: 3, Init: slopes, Bias: nn.Zeros}).Apply(x, nn.Sample), []*nn.Node{x}
	})
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, 6)
	if err := f.Map(got, []float32{2, -2, 0}); err != nil {
		t.Fatal(err)
	}
	if want := []float32{4, 2, 2, 6, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
