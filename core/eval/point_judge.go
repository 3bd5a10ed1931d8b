package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A PointJudge scores points against a known mixture of Gaussians in the plane,
// or, where the mixture is a single point, by how far they are from it.
// It may be used by several goroutines at once.
//
// A sample is of high quality if it lies within three standard deviations of
// the centre nearest to it (Lin et al. 2018, PacGAN, §4.1). Of a perfect
// sampler 1 − e^(−9/2), which is 98.889 %, are: the floor of hq. Where theory gives no
// such floor, it is what as many points of the mixture get, the mean over some draws.
type PointJudge struct {
	centres [][]float64
	std     float64

	mu      sync.Mutex
	anchors map[int]anchors // of Final, by number of samples
}

// NewPointJudge judges runs on a dataset whose header tells the mixture.
func NewPointJudge(h data.Header) (*PointJudge, error) {
	if h.Kind != data.KindPoint || h.RowSize() != 2 {
		return nil, fmt.Errorf("rows are a %s of %v, not points of the plane", h.Kind, h.Shape)
	}
	if len(h.Modes) == 0 || !(h.ModeStd > 0) && len(h.Modes) > 1 {
		return nil, errors.New("the dataset does not tell the modes of its mixture")
	}
	return &PointJudge{centres: h.Modes, std: h.ModeStd, anchors: map[int]anchors{}}, nil
}

// Conditions are the rows to sample: the first n latents of the stream.
func (j *PointJudge) Conditions(n int) []variant.Row {
	rows := make([]variant.Row, n)
	for i := range rows {
		rows[i] = variant.Row{Index: uint64(i), Label: -1, Domain: -1}
	}
	return rows
}

// Judge scores points. The ceilings are what as many points get that are
// uniform in the mixture's bounding box.
func (j *PointJudge) Judge(_ context.Context, samples sample.Batch) ([]core.Score, error) {
	if err := checkPoints(samples); err != nil {
		return nil, err
	}
	if j.std == 0 {
		return []core.Score{j.distance(samples)}, nil
	}
	scores, n := measured(j.measure(samples)), samples.Rows()
	j.between(j.measure, n).complete(scores)
	return scores, nil
}

// Final gives the scores that are too dear for every evaluation, of the same samples;
// none of samples that are not all finite.
func (j *PointJudge) Final(_ context.Context, samples sample.Batch) ([]core.Score, error) {
	if err := checkPoints(samples); err != nil {
		return nil, err
	}
	if j.std == 0 || !finite(samples) {
		return nil, nil
	}
	scores, n := measured(j.resemblance(samples)), samples.Rows()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.anchors[n] == nil {
		j.anchors[n] = j.between(j.resemblance, n)
	}
	j.anchors[n].complete(scores)
	return scores, nil
}

func checkPoints(samples sample.Batch) error {
	if len(samples.Shape) != 2 || samples.Shape[1] != 2 || samples.F32 == nil || samples.Rows() == 0 {
		return fmt.Errorf("samples have the shape %v, points of the plane (n, 2)", samples.Shape)
	}
	return nil
}

// floorDraws of the mixture are what floors are the mean over: one of them alone may
// lie far from it.
const floorDraws = 4

// between measures n points of the mixture and, for the ceilings, of noise.
func (j *PointJudge) between(measure func(sample.Batch) []core.Score, n int) anchors {
	floors := map[string][]float64{}
	for k := range floorDraws {
		for _, s := range measured(measure(j.draw(fmt.Sprint("floor ", k), n))) {
			floors[s.Identity] = append(floors[s.Identity], s.Value)
		}
	}
	a := anchors{}
	for identity, values := range floors {
		a[identity] = anchor{Floor: known64(mean(values))}
	}
	for _, s := range measured(measure(j.noise(n))) {
		a[s.Identity] = anchor{a[s.Identity].Floor, &s.Value}
	}
	return a
}

// complete sets ceilings, and floors where theory has given none.
func (a anchors) complete(scores []core.Score) {
	for i, s := range scores {
		found := a[s.Identity]
		scores[i].Ceiling = found.Ceiling
		if s.Floor == nil {
			scores[i].Floor = found.Floor
		}
	}
}

// distance is the mean Euclidean distance from the only centre.
func (j *PointJudge) distance(samples sample.Batch) core.Score {
	total, none := 0.0, 0.0
	for p := range slices.Chunk(samples.F32, 2) {
		total += math.Sqrt(square(float64(p[0])-j.centres[0][0]) + square(float64(p[1])-j.centres[0][1]))
	}
	n := samples.Rows()
	return core.Score{
		Key: "distance", Identity: fmt.Sprintf("distance[Euclid, mean]@%d", n),
		Value: total / float64(n), Direction: core.Lower, Floor: &none,
	}
}

// inside is the share of a Gaussian in the plane within three deviations.
var inside = 1 - num.Exp(-4.5)

func (j *PointJudge) measure(samples sample.Batch) []core.Score {
	n := samples.Rows()
	modes := float64(len(j.centres))
	t := j.tally(samples.F32)
	// Of a Gaussian cut off at radius 3σ, E r² = 2σ²(1 − 4.5·e^(−4.5)/inside).
	cut := math.Sqrt(1 - 4.5*num.Exp(-4.5)/inside)
	// The histogram of n uniform draws over k modes has KL (k−1)/2n on average.
	chance := (modes - 1) / (2 * inside * float64(n))
	least, most := t.spreads()
	return []core.Score{
		{Key: "modes", Identity: fmt.Sprintf("modes[3sd, 1 or more]@%d", n), Value: t.covered(), Direction: core.Higher, Floor: &modes},
		{Key: "hq", Identity: fmt.Sprintf("HQ[3sd]@%d", n), Value: t.high() / float64(n), Direction: core.Higher, Floor: &inside},
		{Key: "kl", Identity: fmt.Sprintf("KL[HQ modes, uniform]@%d", n), Value: t.divergence(), Direction: core.Lower, Unit: "nats", Floor: &chance},
		{Key: "spread", Identity: fmt.Sprintf("spread[3sd, sd of a mode]@%d", n), Value: t.spread() / j.std, Direction: core.Neither, Floor: &cut},
		{Key: "spread_least", Identity: fmt.Sprintf("least spread[3sd, sd of a mode, %d samples or more]@%d", crowd, n), Value: least / j.std, Direction: core.Neither},
		{Key: "spread_most", Identity: fmt.Sprintf("largest spread[3sd, sd of a mode, %d samples or more]@%d", crowd, n), Value: most / j.std, Direction: core.Neither},
		j.moments(samples),
	}
}

// noise is n points uniform in the box that holds all modes.
func (j *PointJudge) noise(n int) sample.Batch {
	stream := num.NewStream(0, "evaluation", "noise")
	b := sample.Batch{Shape: []int{n, 2}, F32: make([]float32, 2*n)}
	for axis := range 2 {
		low, high := math.Inf(1), math.Inf(-1)
		for _, c := range j.centres {
			low, high = min(low, c[axis]-3*j.std), max(high, c[axis]+3*j.std)
		}
		for i := axis; i < 2*n; i += 2 {
			b.F32[i] = float32(low + float64((high-low)*stream.Float64(uint64(i))))
		}
	}
	return b
}

// tally sorts the high-quality samples of points (x₀, y₀, x₁, …) by mode.
func (j *PointJudge) tally(points []float32) tally {
	t := make(tally, len(j.centres))
	for p := range slices.Chunk(points, 2) {
		x, y := float64(p[0]), float64(p[1])
		mode, least := 0, math.Inf(1)
		for k, c := range j.centres {
			if d := square(x-c[0]) + square(y-c[1]); d < least {
				mode, least = k, d
			}
		}
		if least < square(3*j.std) { // false where a coordinate is NaN
			t[mode] = append(t[mode], [2]float64{x, y})
		}
	}
	return t
}
