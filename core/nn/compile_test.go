package nn_test

import (
	"strings"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

func TestUnknownExecutorIsRefused(t *testing.T) {
	t.Setenv("GANDER_EXEC", "punched cards")
	_, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(*nn.Graph) []nn.Stage { return []nn.Stage{{Name: "rest"}} })
	if err == nil || !strings.Contains(err.Error(), "punched cards") {
		t.Errorf("Compile = %v", err)
	}
}

func TestCompileRefuses(t *testing.T) {
	square := func(_ *nn.Graph, w *nn.Node) *nn.Node { return op.Square(w) }
	tests := map[string]struct {
		stage nn.Stage
		loss  func(*nn.Graph, *nn.Node) *nn.Node
		want  []string
	}{
		"independent loss": {nn.Stage{By: nn.SGD{}}, func(g *nn.Graph, _ *nn.Node) *nn.Node { return g.Constant(1, 1) },
			[]string{"stage fit", "does not depend on network net"}},
		"no optimiser": {nn.Stage{}, square, []string{"stage fit", "optimiser"}},
		"loss of two numbers": {nn.Stage{By: nn.SGD{}}, func(_ *nn.Graph, w *nn.Node) *nn.Node { return op.Concat(0, w, w) },
			[]string{"loss has shape (2)"}},
		"misfit": {nn.Stage{By: nn.SGD{}}, func(g *nn.Graph, w *nn.Node) *nn.Node { return op.Add(w, g.Constant(1, 3)) },
			[]string{"add", "(1)", "(3)"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := one(t, 1, test.stage, test.loss)
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v does not mention %q", err, want)
				}
			}
		})
	}
}

func TestCompileListsWhatIsWrongWithStages(t *testing.T) {
	compile := func(stages func(g *nn.Graph) []nn.Stage) error {
		_, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), stages)
		return err
	}
	err := compile(func(g *nn.Graph) []nn.Stage { return []nn.Stage{{Name: "a"}, {Name: "a"}} })
	if want := `two stages called "a"`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	err = compile(func(g *nn.Graph) []nn.Stage {
		x := g.Input("x", nil, 2)
		return []nn.Stage{{Name: "a", Fresh: []*nn.Node{x}, GradNorm: "norm", Report: []nn.Scalar{{Key: "vector", Value: x}}}}
	})
	for _, want := range []string{"no source", "nothing to train", "vector has shape (2)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not mention %q", err, want)
		}
	}
}
