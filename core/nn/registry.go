package nn

import (
	"fmt"
	"slices"

	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

// The types of number that a registry can hold: Float32 is computed on the
// CPU, Float64 on the slow reference device, for tests.
var (
	Float32 = tensor.Float32
	Float64 = tensor.Float64
)

// A Registry holds everything that a run has learnt: weights, running
// statistics, moving averages, the moments of the optimisers, counters and
// extras. Several graphs may share one. Its values are a function of the seed
// and of what programs did since, so saving it saves the run.
type Registry struct {
	seed     uint64
	of       tensor.Dtype
	device   kernel.Device
	drawn    []float32 // where first values are drawn
	params   []*Param  // in order of creation
	counters []*Counter
	extras   []*Extra
}

// A Param is one tensor of a registry, in the memory of its device.
type Param struct {
	Name  string
	Shape []int
	value *tensor.Dense
}

// A Counter counts events, such as the updates of an optimiser.
type Counter struct {
	Name string
	N    uint64
}

// An Extra is state of a variant's own that no graph sees, such as the images
// of a pool.
type Extra struct {
	Name   string
	Shape  []int
	Values []float32
}

// NewRegistry is empty; of is Float32 or Float64. Initial values are drawn
// from streams of seed.
func NewRegistry(of tensor.Dtype, seed uint64) *Registry {
	return NewRegistryOn(op.DeviceFor(of), of, seed)
}

// NewRegistryOn is a registry in the memory of d, which computes numbers of
// type of. Programs over it run on d.
func NewRegistryOn(d kernel.Device, of tensor.Dtype, seed uint64) *Registry {
	return &Registry{seed: seed, of: of, device: d}
}

// Seed is what the registry was made with.
func (r *Registry) Seed() uint64 { return r.seed }

// Param is the tensor called name. If there is none, it is made and filled by
// init from the stream of that name, so that its first values depend on the
// seed and the name alone. It panics with a *BuildError if there is one of
// another shape.
func (r *Registry) Param(name string, init Init, shape ...int) *Param {
	if p := r.find(name); p != nil {
		return p.of(shape)
	}
	p := r.add(name, shape)
	if p.Size() > len(r.drawn) {
		r.drawn = make([]float32, p.Size())
	}
	values := r.drawn[:p.Size()]
	init(values, num.NewStream(r.seed, "init", name), shape)
	r.device.Upload(p.buffer(), values)
	return p
}

// of is p, which must have the given shape.
func (p *Param) of(shape []int) *Param {
	if !slices.Equal(p.Shape, shape) {
		refuse(p.Name, "%s has shape %v, but here it would be %v: another application, or another network of this name, has made it",
			p.Name, tensor.Shape(p.Shape), tensor.Shape(shape))
	}
	return p
}

// moment is the tensor called name, as Param has it, which begins with zeros.
func (r *Registry) moment(name string, shape []int) *Param {
	if p := r.find(name); p != nil {
		return p.of(shape)
	}
	return r.add(name, shape)
}

// add makes a tensor of zeros.
func (r *Registry) add(name string, shape []int) *Param {
	buffer := r.device.Alloc(tensor.Shape(shape).TotalSize())
	p := &Param{Name: name, Shape: slices.Clone(shape), value: op.Dense(buffer, r.of, slices.Clone(shape))}
	r.params = append(r.params, p)
	return p
}

func (r *Registry) find(name string) *Param {
	if i := slices.IndexFunc(r.params, func(p *Param) bool { return p.Name == name }); i >= 0 {
		return r.params[i]
	}
	return nil
}

// copyOf is a tensor that begins with the present values of p.
func (r *Registry) copyOf(p *Param, name string) *Param {
	if c := r.find(name); c != nil {
		return c
	}
	c := r.add(name, p.Shape)
	r.device.Copy(c.buffer(), p.buffer())
	return c
}

// Counter is the counter called name; it begins at 0.
func (r *Registry) Counter(name string) *Counter {
	for _, c := range r.counters {
		if c.Name == name {
			return c
		}
	}
	c := &Counter{Name: name}
	r.counters = append(r.counters, c)
	return c
}

// Extra is the extra called name; it begins with zeros. It panics if there is
// one of another shape.
func (r *Registry) Extra(name string, shape ...int) *Extra {
	for _, e := range r.extras {
		if e.Name == name {
			if !slices.Equal(e.Shape, shape) {
				panic(fmt.Sprintf("nn: extra %s of shape %v exists with shape %v", name, shape, e.Shape))
			}
			return e
		}
	}
	e := &Extra{name, slices.Clone(shape), make([]float32, tensor.Shape(shape).TotalSize())}
	r.extras = append(r.extras, e)
	return e
}

// Bytes is how much memory the values take.
func (r *Registry) Bytes() int64 {
	var bytes int64
	for _, p := range r.params {
		bytes += int64(p.Size()) * int64(r.of.Size())
	}
	for _, e := range r.extras {
		bytes += 4 * int64(len(e.Values))
	}
	return bytes
}

// Close frees the values. Programs over the registry must not run any more.
func (r *Registry) Close() {
	r.device.Wait()
	for _, p := range r.params {
		r.device.Free(p.buffer())
	}
	r.params = nil
}

// Size is how many numbers p has.
func (p *Param) Size() int { return tensor.Shape(p.Shape).TotalSize() }

// Values are the present numbers of p.
func (r *Registry) Values(p *Param) []float32 {
	values := make([]float32, p.Size())
	r.device.Download(values, p.buffer())
	return values
}

func (p *Param) buffer() kernel.Buffer { return op.Buffer(p.value) }
