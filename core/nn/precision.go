package nn

import (
	"gander/core/checkpoint"
	"gander/core/nn/kernel"
)

// dtype is the type that parameters are saved in: the registry's own, so that
// nothing is lost.
func (r *Registry) dtype() checkpoint.DType {
	if r.of == Float64 {
		return checkpoint.F64
	}
	return checkpoint.F32
}

// tensor is what p is saved as.
func (r *Registry) tensor(p *Param) checkpoint.Tensor {
	if r.of == Float64 {
		return checkpoint.New(p.Name, p.Shape, kernel.Doubles(p.buffer()))
	}
	return checkpoint.New(p.Name, p.Shape, r.Values(p))
}

// restore gives p the values of a saved tensor of the registry's type.
func (r *Registry) restore(p *Param, t checkpoint.Tensor) error {
	if r.of == Float64 {
		values, err := checkpoint.Values[float64](t)
		if err == nil {
			copy(kernel.Doubles(p.buffer()), values)
		}
		return err
	}
	values, err := checkpoint.Values[float32](t)
	if err == nil {
		r.device.Upload(p.buffer(), values)
	}
	return err
}
