package op

import (
	"errors"
	"fmt"
	"runtime"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// A Planned operator tells a planner of memory what it needs to know. The
// planner passes memory of its own to UsePreallocDo.
type Planned interface {
	gorgonia.UsePreallocDoer
	// Place makes device d compute from now on, in place of DeviceFor's. All
	// values passed must then lie where d can reach them.
	Place(d kernel.Device)
	// Alias is the index of the input whose memory the value shares, or −1. Such
	// a view needs no memory: run it with Do, which moves no number.
	Alias() int
	// InPlace tells whether the value may be written over the first input,
	// provided that nothing reads that input later.
	InPlace() bool
}

// A Coster counts the multiply-adds of a run of convolutions and matrix products.
type Coster interface{ MACs() int64 }

var (
	_ Planned = (*Operator)(nil)
	_ Coster  = (*Operator)(nil)
)

// workplace is where an operator computes. An operator runs once at a time.
type workplace struct {
	device kernel.Device
	inputs []kernel.Buffer // of the present run
	value  *tensor.Dense   // what Do returns
	seen   kernel.Buffer   // what value is a view of
}

// Place sets the device: see Planned.
func (o *Operator) Place(d kernel.Device) { o.at.device = d }

// Alias is 0 for Reshape and Detach, and −1 for all others.
func (o *Operator) Alias() int {
	if o.run == nil {
		return 0
	}
	return -1
}

// InPlace tells whether the value may be written over the first input.
func (o *Operator) InPlace() bool { return o.inPlace }

// origin is the node whose memory n's value lies in.
func origin(n *gorgonia.Node) *gorgonia.Node {
	for {
		o, ok := n.Op().(Planned)
		if !ok || o.Alias() < 0 {
			return n
		}
		n = Children(n)[o.Alias()]
	}
}

// Do computes the value from those of the inputs, into memory that the operator
// allocates at its first run and keeps: it is valid until the next Do. A panic
// in a kernel becomes an error.
func (o *Operator) Do(inputs ...gorgonia.Value) (out gorgonia.Value, err error) {
	defer o.report(&err)
	if o.run == nil {
		return o.view(inputs)
	}
	if o.at.value == nil {
		o.at.value = o.allocate()
	}
	return o.UsePreallocDo(o.at.value, inputs...)
}

// allocate makes room for the value. DeviceFor's devices compute on any memory
// of the process, so that a value outlives its graph where somebody keeps it;
// on other devices it lives as long as the graph.
func (o *Operator) allocate() *tensor.Dense {
	d := o.at.device
	if d == nil {
		return tensor.New(tensor.Of(o.of), tensor.WithShape(o.out...))
	}
	b := d.Alloc(o.out.TotalSize())
	runtime.AddCleanup(o, d.Free, b)
	return Dense(b, o.of, o.out)
}

// UsePreallocDo computes the value into prealloc, which has the type and shape
// of the node, and returns it. It allocates nothing.
func (o *Operator) UsePreallocDo(prealloc gorgonia.Value, inputs ...gorgonia.Value) (out gorgonia.Value, err error) {
	defer o.report(&err)
	if err := o.take(inputs); err != nil {
		return nil, err
	}
	y, err := o.buffer(prealloc, o.out)
	if err != nil {
		return nil, fmt.Errorf("op: %s: output: %w", o.name, err)
	}
	if o.run == nil {
		o.device().Copy(y, o.at.inputs[0])
	} else {
		o.run(o.device(), y, o.at.inputs)
	}
	return prealloc, nil
}

// report turns a panic into an error, since the TapeMachine runs operators on a
// goroutine of its own where nobody else could recover it.
func (o *Operator) report(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("op: %s: %v", o.name, p)
	}
}

func (o *Operator) device() kernel.Device {
	if o.at.device == nil {
		o.at.device = DeviceFor(o.of)
	}
	return o.at.device
}

// take notes where the inputs' numbers lie.
func (o *Operator) take(inputs []gorgonia.Value) error {
	if len(inputs) != len(o.in) {
		return fmt.Errorf("op: %s: %d inputs, want %d", o.name, len(inputs), len(o.in))
	}
	if o.at.inputs == nil {
		o.at.inputs = make([]kernel.Buffer, len(inputs))
	}
	for i, v := range inputs {
		b, err := o.buffer(v, o.in[i])
		if err != nil {
			return fmt.Errorf("op: %s: input %d: %w", o.name, i, err)
		}
		o.at.inputs[i] = b
	}
	return nil
}

// buffer is where v's numbers lie, once it is known to hold what the node's
// type promises: kernels check nothing.
func (o *Operator) buffer(v gorgonia.Value, shape tensor.Shape) (kernel.Buffer, error) {
	if v == nil {
		return kernel.Buffer{}, errors.New("no value")
	}
	t, ok := v.(*tensor.Dense)
	if !ok || t.Dtype() != o.of || t.DataSize() != shape.TotalSize() {
		return kernel.Buffer{}, fmt.Errorf("a %T of %v and shape %v, want %v and %v", v, v.Dtype(), v.Shape(), o.of, shape)
	}
	return Buffer(t), nil
}

// view is the first input's memory in the output's shape.
func (o *Operator) view(inputs []gorgonia.Value) (gorgonia.Value, error) {
	if err := o.take(inputs); err != nil {
		return nil, err
	}
	if b := o.at.inputs[0]; o.at.value == nil || o.at.seen != b {
		o.at.value, o.at.seen = Dense(b, o.of, o.out), b
	}
	return o.at.value, nil
}
