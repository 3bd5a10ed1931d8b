package op

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// An Operator is the operator of one node: a gorgonia.SDOp with everything that
// tells it from others held as data. What a picture, an exporter or a planner
// wants to know of it, its methods say.
type Operator struct {
	name string
	attr any // comparable and printed in full by %v: it goes into the hash
	in   []tensor.Shape
	out  tensor.Shape
	of   tensor.Dtype
	macs int64
	salt int // goes into the hash, to tell o from a stranger of the same hash

	run  computation // nil for a view
	grad gradient    // nil where the derivative is zero
	wrt  []bool      // inputs that grad answers for; none named is all of them

	inPlace bool           // the output may overwrite the first input
	source  *gorgonia.Node // see Source
	at      workplace
}

// A computation computes y from the inputs x on device d.
type computation func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer)

// A gradient returns the derivative of ⟨g, y⟩ for every input.
type gradient func(in gorgonia.Nodes, y, g *gorgonia.Node) gorgonia.Nodes

var _ gorgonia.SDOp = (*Operator)(nil)

// Name is the operator's kind: "conv2d", "convtranspose2d", "leakyrelu".
func (o *Operator) Name() string { return o.name }

// Attr is what distinguishes operators of one name and equal shapes, or nil:
//
//	kernel.Conv    conv2d, convtranspose2d, conv2dweight
//	Transposes     matmul
//	kernel.Unary   affine, pow, abs, sign, exp, log, clamp, leakyrelu, tanh, sigmoid, softplus
//	kernel.Binary  sub, mul, div and the gradients of activations
//	kernel.Block   swap
//	kernel.Border  reflectpad, reflectfold
//	kernel.View    sum, dot, broadcast, scale, shift
//	Axes           standardise
//	int            concat: the axis
//	[3]int         slice: axis, from, to; pad: axis, before, after
//	float64        constant
func (o *Operator) Attr() any { return o.attr }

// MACs is the number of multiply-adds of a run of a convolution or matrix
// product, and 0 for all others.
func (o *Operator) MACs() int64 { return o.macs }

// Source is the node whose derivative the operator was made for (by Grad), and nil
// where it is no part of a derivative.
func (o *Operator) Source() *gorgonia.Node { return o.source }

// Arity is the number of inputs.
func (o *Operator) Arity() int { return len(o.in) }

// Type is a new type at each call: Gorgonia recycles what it is given.
func (o *Operator) Type() hm.Type {
	if len(o.in) == 0 {
		return gorgonia.TensorType{Dims: o.out.Dims(), Of: o.of}
	}
	of := hm.TypeVariable('a')
	types := make([]hm.Type, 0, len(o.in)+1)
	for _, s := range append(o.in[:len(o.in):len(o.in)], o.out) {
		types = append(types, gorgonia.TensorType{Dims: s.Dims(), Of: of})
	}
	return hm.NewFnType(types...)
}

// InferShape is the shape of the output.
func (o *Operator) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return o.out.Clone(), nil
}

// ReturnsPtr tells the TapeMachine, as CallsExtern and OverwritesInput do, to
// leave memory to the operator.
func (o *Operator) ReturnsPtr() bool { return true }

// CallsExtern is false: see ReturnsPtr.
func (o *Operator) CallsExtern() bool { return false }

// OverwritesInput is never: see ReturnsPtr.
func (o *Operator) OverwritesInput() int { return -1 }

// WriteHash tells apart all operators that compute different things, since
// Gorgonia merges nodes of equal hash.
func (o *Operator) WriteHash(h hash.Hash) {
	fmt.Fprintf(h, "gander/%s/%v/%v/%v/%d", o.name, o.attr, o.in, o.out, o.salt)
}

// Hashcode is the FNV-1a sum of WriteHash.
func (o *Operator) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

func (o *Operator) String() string {
	if o.attr == nil {
		return o.name
	}
	return fmt.Sprintf("%s%+v", o.name, o.attr)
}

// DiffWRT tells for each input whether the output has a derivative in it.
func (o *Operator) DiffWRT(inputs int) []bool {
	wrt := make([]bool, inputs)
	for i := range wrt {
		wrt[i] = o.grad != nil && (len(o.wrt) == 0 || o.wrt[i])
	}
	return wrt
}

// SymDiff returns the derivative of ⟨grad, output⟩ for every input, nil where
// DiffWRT is false.
func (o *Operator) SymDiff(inputs gorgonia.Nodes, output, grad *gorgonia.Node) (d gorgonia.Nodes, err error) {
	defer catch(&err)
	if o.grad == nil {
		return make(gorgonia.Nodes, len(inputs)), nil
	}
	return o.grad(inputs, output, grad), nil
}

// catch turns a panic of package op into the error that it holds.
func catch(err *error) {
	switch p := recover().(type) {
	case nil:
	case *Error:
		*err = p
	default:
		panic(p)
	}
}
