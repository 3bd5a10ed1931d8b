package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// direct runs the operators of a pass one after another, in memory that the
// plan has laid out, and allocates nothing.
type direct []instruction

// instruction is one operator with its operands and its result.
type instruction struct {
	op     op.Planned  // nil for an operator that knows no plan
	other  gorgonia.Op // that operator
	device kernel.Device
	in     []gorgonia.Value
	out    *tensor.Dense
}

// code is the program of pass i. Views need no instruction: their values were
// made with the plan.
func (pl *plan) code(i int, d kernel.Device) direct {
	var code direct
	for _, v := range pl.passes[i].computed {
		if v.of != nil {
			continue
		}
		c := instruction{device: d, out: v.value}
		for _, operand := range v.in {
			c.in = append(c.in, operand.dense())
		}
		if o, ok := v.node.Op().(op.Planned); ok {
			c.op = o
		} else {
			c.other = v.node.Op()
		}
		code = append(code, c)
	}
	return code
}

func (d direct) run() error {
	if recording != nil {
		return d.record(recording)
	}
	for i := range d {
		if err := d[i].run(); err != nil {
			return err
		}
	}
	return nil
}

func (c *instruction) run() error {
	if c.op == nil {
		return c.runOther()
	}
	_, err := c.op.UsePreallocDo(c.out, c.in...)
	return err
}

// runOther runs an operator as any Gorgonia machine would and copies its value
// to where the plan wants it.
func (c *instruction) runOther() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v: %v", c.other, p)
		}
	}()
	c.device.Wait() // it reads the operands itself
	v, err := c.other.Do(c.in...)
	if err != nil {
		return fmt.Errorf("%v: %w", c.other, err)
	}
	out, ok := v.(*tensor.Dense)
	if !ok || out.Dtype() != c.out.Dtype() || out.DataSize() != c.out.DataSize() {
		return fmt.Errorf("%v: its value is %T of shape %v, want a dense tensor of %v %v",
			c.other, v, v.Shape(), c.out.Dtype(), c.out.Shape())
	}
	c.device.Copy(op.Buffer(c.out), op.Buffer(out))
	return nil
}
