package nn

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"gander/core/checkpoint"
)

// stateFile is where Save puts a registry.
const stateFile = "state.safetensors"

// Save writes every value into dir.
func (r *Registry) Save(dir string) error {
	var tensors []checkpoint.Tensor
	for _, p := range r.params {
		tensors = append(tensors, r.tensor(p))
	}
	for _, e := range r.extras {
		tensors = append(tensors, checkpoint.New(e.key(), e.Shape, e.Values))
	}
	for _, c := range r.counters {
		tensors = append(tensors, checkpoint.New(c.key(), nil, []uint64{c.N}))
	}
	return checkpoint.Write(filepath.Join(dir, stateFile), tensors)
}

// Load restores what Save wrote. Names, shapes and dtypes must be exactly the
// registry's; everything that differs is in one error, and then no value has
// changed.
func (r *Registry) Load(dir string) error { return r.load(dir, true) }

// LoadPart is Load for a registry that has only some of the saved values, such
// as the generator's: others in the file are passed over.
func (r *Registry) LoadPart(dir string) error { return r.load(dir, false) }

func (r *Registry) load(dir string, whole bool) error {
	path := filepath.Join(dir, stateFile)
	tensors, err := checkpoint.Read(path)
	if err != nil {
		return fmt.Errorf("load state: %w", err)
	}
	saved := make(map[string]checkpoint.Tensor, len(tensors))
	for _, t := range tensors {
		saved[t.Name] = t
	}
	slots := r.slots()
	if err := misfits(slots, tensors, saved, whole); err != nil {
		return fmt.Errorf("load %s: %w", path, err)
	}
	for _, s := range slots {
		if err := s.set(saved[s.name]); err != nil {
			return fmt.Errorf("load %s: %w", path, err)
		}
	}
	return nil
}

// A slot is a place in the registry that a saved tensor fills.
type slot struct {
	name  string
	dtype checkpoint.DType
	shape []int
	set   func(checkpoint.Tensor) error
}

func (r *Registry) slots() []slot {
	var slots []slot
	for _, p := range r.params {
		slots = append(slots, slot{p.Name, r.dtype(), p.Shape, func(t checkpoint.Tensor) error { return r.restore(p, t) }})
	}
	for _, e := range r.extras {
		slots = append(slots, slot{e.key(), checkpoint.F32, e.Shape, func(t checkpoint.Tensor) error {
			values, err := checkpoint.Values[float32](t)
			copy(e.Values, values)
			return err
		}})
	}
	for _, c := range r.counters {
		slots = append(slots, slot{c.key(), checkpoint.U64, nil, func(t checkpoint.Tensor) error {
			values, err := checkpoint.Values[uint64](t)
			if err == nil {
				c.N = values[0]
			}
			return err
		}})
	}
	return slots
}

// misfits lists all differences between slots and saved tensors.
func misfits(slots []slot, tensors []checkpoint.Tensor, saved map[string]checkpoint.Tensor, whole bool) error {
	var errs []error
	known := map[string]bool{}
	for _, s := range slots {
		known[s.name] = true
		t, ok := saved[s.name]
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s is missing", s.name))
		case t.DType != s.dtype || !slices.Equal(t.Shape, s.shape):
			errs = append(errs, fmt.Errorf("%s is %s %v, want %s %v", s.name, t.DType, t.Shape, s.dtype, s.shape))
		}
	}
	for _, t := range tensors {
		if whole && !known[t.Name] {
			errs = append(errs, fmt.Errorf("%s is not known", t.Name))
		}
	}
	return errors.Join(errs...)
}

func (c *Counter) key() string { return "count/" + c.Name }
func (e *Extra) key() string   { return "extra/" + e.Name }
