package nn

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gander/core/nn/op"
)

// A Profile tells where programs spend their time. While it records, every
// program of the process that runs directly adds to it; steps are then slower by
// two looks at the clock for each operator.
type Profile struct {
	costs map[work]*Cost
}

// recording is the profile that records, if one does. Programs read it at every
// run, so it changes only while none of them runs.
var recording *Profile

// Record runs f and gives a profile of the programs that it ran. It must not be
// called while other goroutines run programs.
func Record(f func() error) (*Profile, error) {
	p := &Profile{costs: map[work]*Cost{}}
	recording = p
	defer func() { recording = nil }()
	return p, f()
}

// work is what the time of a Cost was spent on.
type work struct{ name, shape string }

// A Cost is what all runs of an operator on operands of one shape took.
type Cost struct {
	Name    string // of the operator, or "draw" for inputs, "update" for optimisers, averages and clipping
	Shape   string // of operands and result
	Calls   int
	Seconds float64
	MACs    int64 // multiply-adds of convolutions and matrix products, else 0
	Bytes   int64 // of operands and results, each moved once
}

// Costs are the parts of the profile, the longest first.
func (p *Profile) Costs() []Cost {
	var costs []Cost
	for _, c := range p.costs {
		costs = append(costs, *c)
	}
	slices.SortFunc(costs, func(a, b Cost) int {
		return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Shape, b.Shape))
	})
	return costs
}

// Names are the costs of each operator over all shapes, the longest first.
func (p *Profile) Names() []Cost {
	sum := &Profile{costs: map[work]*Cost{}}
	for _, c := range p.costs {
		c.addTo(sum.cost(c.Name, ""))
	}
	return sum.Costs()
}

func (c *Cost) addTo(sum *Cost) {
	sum.Calls += c.Calls
	sum.Seconds += c.Seconds
	sum.MACs += c.MACs
	sum.Bytes += c.Bytes
}

func (p *Profile) cost(name, shape string) *Cost {
	w := work{name, shape}
	if p.costs[w] == nil {
		p.costs[w] = &Cost{Name: name, Shape: shape}
	}
	return p.costs[w]
}

// spend adds the time since began. It does nothing on a nil profile.
func (p *Profile) spend(name, shape string, began time.Time) {
	if p == nil {
		return
	}
	c := p.cost(name, shape)
	c.Calls++
	c.Seconds += time.Since(began).Seconds()
}

// record runs the instructions and adds what each took.
func (d direct) record(p *Profile) error {
	for i := range d {
		c := &d[i]
		began := time.Now()
		if err := c.run(); err != nil {
			return err
		}
		c.device.Wait()
		p.instruction(c, time.Since(began))
	}
	return nil
}

func (p *Profile) instruction(c *instruction, took time.Duration) {
	var operator any = c.other
	if c.op != nil {
		operator = c.op
	}
	name, shape := c.describe(operator)
	cost := p.cost(name, shape)
	cost.Calls++
	cost.Seconds += took.Seconds()
	if m, ok := operator.(op.Coster); ok {
		cost.MACs += m.MACs()
	}
	for _, v := range append(slices.Clone(c.in), c.out) {
		cost.Bytes += int64(v.Shape().TotalSize()) * int64(v.Dtype().Size())
	}
}

// describe names the operator and the shapes that it leads between.
func (c *instruction) describe(operator any) (name, shape string) {
	name = fmt.Sprint(operator)
	if n, ok := operator.(interface{ Name() string }); ok {
		name = n.Name()
	}
	for _, v := range c.in {
		shape += fmt.Sprint(v.Shape()) + " "
	}
	return name, shape + "→ " + fmt.Sprint(c.out.Shape())
}
