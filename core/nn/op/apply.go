package op

import (
	"slices"

	"gorgonia.org/gorgonia"
)

// apply completes o for its inputs and adds it to their graph. The node that
// comes back may be an older one that computes the same.
func apply(o *Operator, inputs ...*gorgonia.Node) *gorgonia.Node {
	o.of = dtype(o.name, inputs)
	for _, x := range inputs {
		o.in = append(o.in, x.Shape().Clone())
	}
	extents(o.name, all("input", inputs), o.out)
	o.out = o.out.Clone()
	for {
		n, err := gorgonia.ApplyOp(o, inputs...)
		if err != nil {
			refuse(o.name, all("input", inputs), "%v", err)
		}
		if slices.Equal(Children(n), inputs) {
			return n
		}
		// Gorgonia takes nodes of equal 32-bit hash for the same without comparing
		// their inputs: this is another node, and o needs another hash.
		o.salt++
	}
}
