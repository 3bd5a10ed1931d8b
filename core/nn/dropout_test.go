package nn_test

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

func TestDropoutLeavesSamplesAlone(t *testing.T) {
	x := ramp(12)
	for _, mode := range []nn.Mode{nn.Sample, nn.Averaged} {
		if got, _ := apply(t, mode, x, []int{3, 4}, nn.Dropout{Rate: 0.9}); !slices.Equal(got, x) {
			t.Errorf("mode %v: %v, want %v", mode, got, x)
		}
	}
}

// A mask is the layer's own stream at its draw's number, whatever else is drawn.
func TestDropoutIsAFunctionOfSeedStreamAndNumber(t *testing.T) {
	const n, rate = 4000, 0.3
	var y *nn.Node
	p, err := nn.Compile(nn.NewRegistry(nn.Float32, 7), func(g *nn.Graph) []nn.Stage {
		y = g.Network("net", nn.ReLU{}, nn.Dropout{Rate: rate}).Apply(g.Constant(1, 1, n), nn.Train)
		return []nn.Stage{{Name: "only", Also: []*nn.Node{y}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	stream := num.NewStream(7, "net.1/dropout/0")
	got := make([]float32, n)
	for k := range uint64(3) {
		steps(t, p, 1)
		p.Value(got, "only", y)
		dropped := 0
		for i, v := range got {
			want := float32(1) / (1 - rate)
			if float64(stream.Float32(k*n+uint64(i))) < rate {
				want = 0
				dropped++
			}
			if v != want {
				t.Fatalf("draw %d: number %d is %v, want %v", k, i, v, want)
			}
		}
		if share := float64(dropped) / n; math.Abs(share-rate) > 0.03 { // four standard deviations
			t.Errorf("draw %d drops %v, want %v", k, share, rate)
		}
	}
}

// The discriminator forgets other numbers of fake in the generator's stage than
// in its own, as its weights have changed. Fake stays what it was, and so does
// the mask over an input that has not changed.
func TestMasksWithinAStep(t *testing.T) {
	const batch, width = 2, 64
	var fake, dFake, dReal *nn.Node
	p, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", nn.Linear{Out: width}, nn.Dropout{Rate: 0.5})
		discriminator := g.Network("discriminator", nn.Linear{Out: width}, nn.Dropout{Rate: 0.5})
		input := g.Network("input", nn.Dropout{Rate: 0.5})
		z := g.Input("z", noise(1, "z"), batch, 3)
		fake = generator.Apply(z, nn.Train)
		dFake = discriminator.Apply(fake, nn.Train)
		dReal = input.Apply(g.Constant(1, batch, width), nn.Train)
		watched := []*nn.Node{fake, dFake, dReal}
		sgd := nn.SGD{Rate: nn.Constant(1e-6)}
		return []nn.Stage{
			{Name: "discriminator", Fresh: []*nn.Node{z}, Loss: op.Mean(dFake), Train: []*nn.Network{discriminator}, By: sgd, Also: watched},
			{Name: "generator", Loss: op.Mean(op.Affine(dFake, -1, 0)), Train: []*nn.Network{generator}, By: sgd, Also: watched},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	dropped := func(stage string, n *nn.Node) (mask []bool) {
		values := make([]float32, batch*width)
		p.Value(values, stage, n)
		for _, v := range values {
			mask = append(mask, v == 0)
		}
		return mask
	}
	var before []bool
	for range 3 {
		steps(t, p, 1)
		for n, same := range map[*nn.Node]bool{fake: true, dFake: false, dReal: true} {
			if got := slices.Equal(dropped("discriminator", n), dropped("generator", n)); got != same {
				t.Errorf("%v: the same mask in both stages: %v, want %v", n, got, same)
			}
		}
		now := dropped("generator", dReal)
		if slices.Equal(now, before) {
			t.Error("two steps have the same mask")
		}
		before = now
	}
}

func TestDropoutRefusesRates(t *testing.T) {
	for _, rate := range []float64{-0.1, 1, math.NaN()} {
		_, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
			x := g.Input("x", nil, 2, 2)
			return g.Network("net", nn.Dropout{Rate: rate}).Apply(x, nn.Train), []*nn.Node{x}
		})
		if err == nil {
			t.Errorf("rate %v was accepted", rate)
		}
	}
}
