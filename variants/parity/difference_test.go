package parity

import "strings"

// A difference is how far a tensor of one side is from the other's, relative to
// the other's.
type difference struct {
	of   string
	size float64
}

// kink is how near a number may come to where a derivative jumps, relative to
// those beside it, before rounding to single precision in the layers ahead can
// put it on the other side.
const kink = 2e-6

// insignificant is the share of the norm of its kin below which a bias counts as
// rounding. The gradient of a bias that a normalisation takes away again is 0,
// and what either side computes for it is noise of its own.
const insignificant = 1e-6

// relative is ‖got − want‖ / ‖want‖, and relative to whole, the norm of its kin,
// for a bias that is insignificant in want: then it must be so in got.
func relative(name string, got, want []float64, whole float64) float64 {
	off, size := norm(minus(got, want)), norm(want)
	if isBias(name) && size < insignificant*whole {
		size = whole
	}
	if off == 0 { // both may be 0
		return 0
	}
	return off / size
}

func isBias(name string) bool {
	return strings.HasSuffix(name, ".bias") || strings.Contains(name, ".bias/")
}

// kin is what a tensor is measured with: the gradient of the same update, the
// same moment of the same stage, the weights of the same network.
func kin(name string) string {
	parts := strings.Split(name, "/")
	switch parts[0] {
	case "gradient":
		return strings.Join(parts[:3], "/")
	case "moment":
		return parts[1] + "/" + parts[3]
	case "average", "extra":
		return parts[0]
	}
	network, _, _ := strings.Cut(name, ".")
	return network
}
