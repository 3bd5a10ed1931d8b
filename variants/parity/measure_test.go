package parity

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// gradients measures the gradients of a step.
func (r *race) gradients(theirs tensors) {
	r.Helper()
	what := "gradient"
	if r.precision == single && theirs["kink"][0] < kink {
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
	moved := tensors{}
	for name, want := range theirs {
		moved[name] = minus(want, start[name])
	}
	whole := wholes(moved)
	for name := range theirs {
		d := relative(name, minus(ours[name], start[name]), moved[name], whole[kin(name)])
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

// judge measures the gradients of a step at full size: how far both sides' are from
// the truth, in the tensor of each update where that is farthest.
func (r *race) judge(theirs, truth tensors) {
	r.Helper()
	ours, peers, between := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for update, whole := range wholes(truth.under("gradient/")) {
		for name := range truth.under(update + "/") {
			g, p, want := r.watched.of[name], theirs[name], truth[name]
			ours[update] = max(ours[update], relative(name, g, want, whole))
			peers[update] = max(peers[update], relative(name, p, want, whole))
			between[update] = max(between[update], relative(name, g, p, whole))
		}
	}
	for _, update := range slices.Sorted(maps.Keys(ours)) {
		o, p, b := ours[update], peers[update], between[update]
		r.Logf("%s: gander is %.1e from double precision, PyTorch's single precision %.1e, they are %.1e apart", update, o, p, b)
		r.note("gradient", difference{update, b})
		r.ours, r.peers = append(r.ours, o), append(r.peers, p)
	}
}

// wholes are the norms of the gradients of each update.
func wholes(of tensors) map[string]float64 {
	squares := map[string]float64{}
	for name, g := range of {
		squares[kin(name)] += math.Pow(norm(g), 2)
	}
	for update, s := range squares {
		squares[update] = math.Sqrt(s)
	}
	return squares
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
