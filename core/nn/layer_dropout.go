package nn

import (
	"fmt"

	"gander/core/nn/num"
	"gander/core/nn/op"
)

// Dropout sets each number of x to 0 with probability Rate in training and
// divides the others by 1−Rate, so that their expectation stays (Srivastava et
// al. 2014). In the modes Sample and Averaged it is x itself.
//
// A mask is drawn anew in every step, and within a step again as soon as x has
// changed: D(fake) has one mask in the discriminator's stage and another in the
// generator's, which sees new weights, while fake itself stays what it was. Mask
// k is a pure function of the seed, the layer's name, the number of its
// application and k, and is counted as the draws of inputs are, so that a run
// that stopped goes on with the same ones.
type Dropout struct{ Rate float64 } // in [0, 1)

// Apply has the shape of x.
func (l Dropout) Apply(s *Scope, x *Node) *Node {
	if !(l.Rate >= 0 && l.Rate < 1) {
		refuse(s.path, "dropout of rate %v, want one in [0, 1)", l.Rate)
	}
	if s.mode != Train || l.Rate == 0 {
		return x
	}
	return op.Affine(op.Mul(x, s.network.graph.mask(s.path, x, l.Rate)), 1/(1-l.Rate), 0)
}

// mask is the mask that a layer lays over x: the same one each time that it is
// asked.
func (g *Graph) mask(layer string, x *Node, rate float64) *Node {
	applications := 0
	for _, in := range g.inputs {
		if in.layer == layer {
			if in.follows == x {
				return in.node
			}
			applications++
		}
	}
	name := fmt.Sprintf("%s/dropout/%d", layer, applications)
	node := g.Input(name, bernoulli(num.NewStream(g.registry.seed, name), rate), x.Shape()...)
	in := g.input(node)
	in.layer, in.follows = layer, x
	return node
}

// bernoulli is a source of 0, with probability rate, and of 1.
func bernoulli(s num.Stream, rate float64) Source {
	return func(dst []float32, k uint64) error {
		s.FillMask(dst, rate, 1, k*uint64(len(dst)))
		return nil
	}
}
