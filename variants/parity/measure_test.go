package parity

import (
	"math"
	"slices"
	"strings"
)

// gradients measures the gradients of a step.
func (r *race) gradients(theirs tensors) {
	r.Helper()
	what := "gradient"
	if r.precision == single && !r.large && theirs["kink"][0] < kink {
		r.near++
		what = "gradient near a kink"
	}
	r.compare(what, r.watched.of, theirs.under("gradient/"), nil)
}

// changed measures how far all that is learnt has moved from the start.
func (r *race) changed(theirs, start tensors) {
	r.Helper()
	for name := range theirs {
		what, _, _ := strings.Cut(name, "/")
		if slices.Contains([]string{"kink", "scalar", "gradient", "after"}, what) {
			delete(theirs, name)
		}
	}
	r.compare("change", numbered(r, r.save()), theirs, start)
}

// compare measures each tensor of two sides, or its change since the start, and
// wants the same ones on both.
func (r *race) compare(what string, ours, theirs, start tensors) {
	r.Helper()
	if a, b := ours.names(), theirs.names(); !slices.Equal(a, b) {
		r.Fatalf("%s: gander has %v, PyTorch's side %v", what, a, b)
	}
	whole := map[string]float64{}
	for name, want := range theirs {
		whole[kin(name)] += math.Pow(norm(minus(want, start[name])), 2)
	}
	for name, want := range theirs {
		d := relative(name, minus(ours[name], start[name]), minus(want, start[name]), math.Sqrt(whole[kin(name)]))
		r.note(what, difference{name, d})
	}
}

// off is how far a scalar is from what it should be, relative to that. Means of
// outputs that nearly cancel are in single precision measured by a hundredth.
func (r *race) off(got, want float64) float64 {
	if got == want { // both may be 0
		return 0
	}
	size := math.Abs(want)
	if r.precision == single {
		size = max(size, 0.01)
	}
	return math.Abs(got-want) / size
}

// note keeps the largest difference of a kind.
func (r *race) note(what string, d difference) {
	if d.size > r.worst[what].size || d.size != d.size {
		r.worst[what] = d
	}
}

// judge tells how far both sides are from the truth in the first update of the
// first step, which all begin with the same weights.
func (r *race) judge(theirs, truth tensors) {
	r.Helper()
	var ours, peers difference
	for name, g := range r.watched.of.under("gradient/" + r.watched.first + "/0/") {
		if isBias(name) { // its gradient may be 0
			continue
		}
		if d := relative(name, theirs[name], truth[name], 0); d > peers.size {
			peers = difference{name, d}
		}
		if d := relative(name, g, truth[name], 0); d > ours.size {
			ours = difference{name, d}
		}
	}
	r.Logf("from PyTorch's double precision gander is %.1e off (%s), PyTorch's single precision %.1e (%s)", ours.size, ours.of, peers.size, peers.of)
}

// within fails where a difference of a kind is larger than it may be.
func (r *race) within(what string, limit float64) {
	r.Helper()
	d := r.worst[what]
	r.Logf("%s within %.1e (%s)", what, d.size, d.of)
	if !(d.size <= limit) {
		r.Errorf("%s of %s is off by %.2e, want at most %.0e", what, d.of, d.size, limit)
	}
}
