package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gander/core"
)

// An Ailment is a way in which adversarial training goes wrong.
type Ailment = core.Ailment

// The ailments.
const (
	Divergence  Ailment = "divergence"  // numbers are not finite, or gradients explode
	Vanishing   Ailment = "vanishing"   // the generator hardly gets a gradient any more
	Dominance   Ailment = "dominance"   // the discriminator's gradient dwarfs the generator's
	Saturation  Ailment = "saturation"  // the discriminator's sigmoid is flat
	Oscillation Ailment = "oscillation" // the generator's loss swings to and fro
	Collapse    Ailment = "collapse"    // samples lose most of their variety
)

// A Flag says that a run began to ail at a step.
type Flag = core.Flag

// The thresholds. They are meant to miss mild cases rather than to alarm
// healthy runs: each must hold in three recorded points one after another.
const (
	lasting      = 3
	vanished     = 1e-3 // of the generator's first gradients
	exploded     = 1e3  // times the first gradients
	dwarfed      = 1e-2 // the generator's gradient over the discriminator's
	flat         = 10.  // |logit| at which a sigmoid's slope is below 5e-5
	poor         = 0.3  // of the variety of real data
	swingPoints  = 40   // that a swing is looked for in
	longestSwing = 8    // half a period, in points
	swing        = 0.5  // autocorrelation
)

// Health finds what ails a run by its recorded points and its scores, both in
// order of their steps. Each ailment is flagged once, where it begins, in order
// of the steps.
func Health(points []core.Point, scores []core.Score) []Flag {
	c := chart(points)
	flags := slices.Concat(c.divergence(), c.vanishing(), c.dominance(), c.saturation(), c.oscillation(), collapse(scores))
	slices.SortStableFunc(flags, func(a, b Flag) int { return cmp.Compare(a.Step, b.Step) })
	return flags
}

// A chart is the points of a run.
type chart []core.Point

// by gives, for each point, the mean of the first scalar that fits; NaN where
// there is none.
func (c chart) by(fits func(core.Scalar) bool) []float64 {
	values := make([]float64, len(c))
	for i, p := range c {
		values[i] = math.NaN()
		if k := slices.IndexFunc(p.Scalars, fits); k >= 0 {
			values[i] = p.Scalars[k].Mean
		}
	}
	return values
}

func (c chart) role(role string) []float64 {
	return c.by(func(s core.Scalar) bool { return s.Role == role })
}

func (c chart) key(key string) []float64 {
	return c.by(func(s core.Scalar) bool { return s.Key == key })
}

// lasts flags the first point from which a sign holds long enough.
func (c chart) lasts(a Ailment, detail string, sign func(i int) bool) []Flag {
	for i, held := 0, 0; i < len(c); i++ {
		held++
		if !sign(i) {
			held = 0
		}
		if held == lasting {
			return []Flag{{Ailment: a, Step: c[i-lasting+1].Step, Detail: detail}}
		}
	}
	return nil
}

func (c chart) divergence() []Flag {
	for _, p := range c {
		for _, s := range p.Scalars {
			if v := s.Min + s.Max + s.Mean; math.IsNaN(v) || math.IsInf(v, 0) {
				return []Flag{{Ailment: Divergence, Step: p.Step, Detail: s.Key + " is not finite"}}
			}
		}
	}
	for _, role := range []string{"grad_g", "grad_d"} {
		norms := c.role(role)
		first := beginning(norms)
		if f := c.lasts(Divergence, fmt.Sprintf("%s exceeds %g times its first values", role, exploded),
			func(i int) bool { return norms[i] > exploded*first }); f != nil {
			return f
		}
	}
	return nil
}

func (c chart) vanishing() []Flag {
	norms := c.role("grad_g")
	first := beginning(norms)
	return c.lasts(Vanishing, fmt.Sprintf("the generator's gradient is below %g of its first values", vanished),
		func(i int) bool { return norms[i] < vanished*first })
}

func (c chart) dominance() []Flag {
	g, d := c.role("grad_g"), c.role("grad_d")
	real, fake := c.key("d_real"), c.key("d_fake")
	return c.lasts(Dominance, fmt.Sprintf("the generator's gradient is below %g of the discriminator's, which tells real from fake", dwarfed),
		func(i int) bool { return g[i] < dwarfed*d[i] && real[i] > fake[i] })
}

// saturation is of discriminators that end in a sigmoid; a critic's outputs may
// have any size.
func (c chart) saturation() []Flag {
	fake, critic := c.key("d_fake"), c.key("wasserstein")
	return c.lasts(Saturation, fmt.Sprintf("the discriminator's outputs for samples exceed ±%g", flat),
		func(i int) bool { return math.IsNaN(critic[i]) && math.Abs(fake[i]) > flat })
}

// oscillation looks for a lag at which the loss is against itself, and with
// itself again at twice the lag.
func (c chart) oscillation() []Flag {
	loss := c.role("loss_g")
	flags := c.lasts(Oscillation, "the generator's loss swings to and fro", func(i int) bool {
		if i+1 < swingPoints {
			return false
		}
		recent := detrended(loss[i+1-swingPoints : i+1])
		for lag := 1; lag <= longestSwing; lag++ {
			if autocorrelation(recent, lag) < -swing && autocorrelation(recent, 2*lag) > swing {
				return true
			}
		}
		return false
	})
	return flags
}

// beginning is the median of the first tenth of the known values, of ten at
// least: what training began with. NaN if fewer are known.
func beginning(values []float64) float64 {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(known) < 10 {
		return math.NaN()
	}
	first := known[:max(10, len(known)/10)]
	slices.Sort(first)
	return first[len(first)/2]
}

// detrended takes the straight line of least squares off.
func detrended(values []float64) []float64 {
	n := float64(len(values))
	centre, level := (n-1)/2, mean(values)
	slope, squares := 0.0, 0.0
	for i, v := range values {
		slope += float64((float64(i) - centre) * (v - level))
		squares += square(float64(i) - centre)
	}
	rest := make([]float64, len(values))
	for i, v := range values {
		rest[i] = v - level - float64(slope/squares)*(float64(i)-centre)
	}
	return rest
}

// autocorrelation at a lag, as the mean over the pairs there are.
func autocorrelation(values []float64, lag int) float64 {
	own := dot(values, values) / float64(len(values))
	return dot(values[lag:], values[:len(values)-lag]) / float64(len(values)-lag) / own
}

// collapse is a fall of variety to less than half of what it had been: of the
// samples' spread, below a share of that of real data, or of the modes reached.
// An untrained generator without variety has not collapsed yet.
func collapse(scores []core.Score) []Flag {
	best := map[string]float64{}
	for _, s := range scores {
		low := s.Key == "diversity" && s.Value < poor || s.Key == "modes"
		if low && s.Step > 0 && s.Value < best[s.Identity]/2 {
			return []Flag{{Ailment: Collapse, Step: s.Step, Detail: fmt.Sprintf("%s fell from %.3g to %.3g", s.Key, best[s.Identity], s.Value)}}
		}
		best[s.Identity] = max(best[s.Identity], s.Value)
	}
	return nil
}
