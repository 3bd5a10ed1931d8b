package parity

import (
	"path/filepath"
	"testing"

	"gander/core/checkpoint"
	"gander/core/nn"
	"gander/plugins/variant"
)

// A race is a learner on its way beside PyTorch.
type race struct {
	testing.TB
	setup     variant.Setup
	learner   variant.Learner
	watched   *gradients
	peer      *peer
	scalars   []variant.ScalarSpec
	precision string
	truth     *peer  // PyTorch in double precision beside a race at full size
	dir       string // of the learner's state
	worst     map[string]difference
	// At full size, how far each update's gradient is from the truth.
	ours, peers []float64
	// near counts the steps in single precision that come so near to where a
	// derivative jumps that rounding decides on the side. In a network of some
	// thousand numbers a single one on the other side shows in the gradient, which
	// is then not judged.
	near int
}

// start opens both sides for so many steps.
func (c trial) start(t testing.TB, steps int, precision string) *race {
	t.Helper()
	r := &race{
		TB: t, scalars: c.variant.Describe().Scalars, precision: precision,
		dir: t.TempDir(), worst: map[string]difference{},
	}
	of := nn.Float64
	if precision == single {
		of = nn.Float32
	}
	r.setup = c.setup(t, steps)
	r.learner, r.watched = c.open(t, nn.NewRegistry(of, seed), r.setup)
	r.peer = c.peer(t, r.setup, precision, r.save())
	if c.large {
		r.truth = c.peer(t, r.setup, double, r.save())
	}
	return r
}

// peer starts PyTorch with what a learner of the setup starts with.
func (c trial) peer(t testing.TB, s variant.Setup, precision string, start []checkpoint.Tensor) *peer {
	t.Helper()
	var drawn []checkpoint.Tensor
	c.draws(drawing{t, s, s.TotalSteps * (c.updates + len(s.Data)), &drawn})
	return newPeer(t, s, c.variant.Describe().Name, precision, start, drawn)
}

// save is what the learner saves.
func (r *race) save() []checkpoint.Tensor {
	r.Helper()
	if err := r.learner.Save(r.dir); err != nil {
		r.Fatal(err)
	}
	state, err := checkpoint.Read(filepath.Join(r.dir, "state.safetensors"))
	if err != nil {
		r.Fatal(err)
	}
	return state
}

// take gives the learner all that PyTorch has learnt. Its own counters stay:
// both sides are at the same step.
func (r *race) take(theirs tensors) {
	r.Helper()
	state := r.save()
	for i, x := range state {
		values, ok := theirs[x.Name]
		switch {
		case x.DType == checkpoint.U64:
		case !ok:
			r.Fatalf("PyTorch's side has no %s", x.Name)
		default:
			state[i] = checkpoint.New(x.Name, x.Shape, narrow(values))
		}
	}
	if err := checkpoint.Write(filepath.Join(r.dir, "state.safetensors"), state); err != nil {
		r.Fatal(err)
	}
	if err := r.learner.Load(r.dir); err != nil {
		r.Fatal(err)
	}
}

// step lets both sides do a step and measures losses and gradients. At full size
// each update of the step begins with PyTorch's weights, too: Adam makes a whole
// step of the rounding of a gradient that is nearly 0, so that after one update
// two implementations no longer have the same weights.
func (r *race) step() (theirs tensors) {
	r.Helper()
	theirs = r.peer.step()
	if r.truth != nil {
		r.watched.begin(theirs)
	} else {
		r.watched.begin(nil)
	}
	p, err := r.learner.Step()
	if err != nil {
		r.Fatal(err)
	}
	for i, s := range r.scalars {
		if s.Role == variant.GradD || s.Role == variant.GradG {
			continue // the gradients themselves are looked at
		}
		want, ok := theirs["scalar/"+s.Key]
		if !ok {
			r.Fatalf("PyTorch's side has no %s", s.Key)
		}
		r.note("loss", difference{s.Key, r.off(p.Scalars[i], want[0])})
	}
	if r.truth == nil {
		r.gradients(theirs)
	} else {
		r.judge(theirs, r.truth.follow(r.peer))
	}
	return theirs
}
