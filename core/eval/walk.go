package eval

import (
	"fmt"
	"math"
	"slices"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Walks go from one latent to another along an arc, on which latents are as
// likely as any (White 2016, arXiv 1609.04468).
const (
	walks     = 8
	walkSteps = 16 // images of a walk, its ends included
	walkSeed  = 0x9a4d40
)

// Walk are the rows of clips through the space of latents of a length; nil where
// there are no latents. For translations they are the frames of real clips, if the
// data are clips.
func (j *ImageJudge) Walk(latentDim int) []variant.Row {
	if translates(j.task) {
		return j.translatedClips()
	}
	if latentDim == 0 {
		return nil
	}
	conditions := j.Conditions(walks)
	var rows []variant.Row
	from, to := make([]float32, latentDim), make([]float32, latentDim)
	for w := range walks {
		num.Latent(walkSeed, uint64(2*w), from)
		num.Latent(walkSeed, uint64(2*w+1), to)
		for k := range walkSteps {
			row := conditions[w] // of one class from end to end
			row.Latent = between(from, to, float64(k)/(walkSteps-1))
			rows = append(rows, row)
		}
	}
	return rows
}

// between is the latent at t of the quarter turn from a, at 0, to b, at 1: two
// independent latents are nearly at right angles.
func between(a, b []float32, t float64) []float32 {
	sin, cos := num.Sincos(t * math.Pi / 2)
	way := make([]float32, len(a))
	for i := range way {
		way[i] = float32(float64(cos*float64(a[i])) + float64(sin*float64(b[i])))
	}
	return way
}

// Walked scores the clips of Walk by the steps from image to image in features:
// how uneven they are, how far the largest is above the median one, and how much
// longer than the straight line they are, each the mean over the walks; and by
// what neighbouring images differ, to the eye and once their motion is undone,
// each the mean over all of them. A generator of one image has the least of both.
// Where the data are clips, real ones stand beside them. Translations of clips are
// scored against their sources.
func (j *ImageJudge) Walked(samples sample.Batch) ([]core.Score, error) {
	if err := j.check(samples); err != nil {
		return nil, err
	}
	if translates(j.task) {
		return j.filmed(samples)
	}
	if samples.Rows() != walks*walkSteps {
		return nil, fmt.Errorf("%d samples of %d walks of %d", samples.Rows(), walks, walkSteps)
	}
	var scores []core.Score
	for _, p := range j.paced(samples) {
		scores = append(scores, core.Score{Key: p.key, Direction: p.direction, Value: p.value,
			Identity: fmt.Sprintf("%s[%s, %d walks of %d]@%d", p.statistic, p.by, walks, walkSteps, samples.Rows())})
	}
	return measured(j.filmedWalks(samples, scores)), nil
}

// A clipMeasure is a mean over clips.
type clipMeasure struct {
	key, statistic, by string
	direction          core.Direction
	value              float64
}

// paced measures clips of walkSteps images.
func (j *ImageJudge) paced(clips sample.Batch) []clipMeasure {
	eye := j.extractors[0]
	f := eye.Features(clips)
	var uneven, jump, detour float64
	n := clips.Rows() / walkSteps
	for w := range n {
		p, share := paceOf(f.slice(w*walkSteps, (w+1)*walkSteps)), 1/float64(n)
		uneven, jump, detour = uneven+float64(p.uneven*share), jump+float64(p.jump*share), detour+float64(p.detour*share)
	}
	distance, by := j.perceptualSteps(clips, walkSteps)
	return []clipMeasure{
		{"walk_jump", "largest/median step", eye.Name(), core.Lower, jump},
		{"walk_uneven", "CV of steps", eye.Name(), core.Lower, uneven},
		{"walk_detour", "arc/chord", eye.Name(), core.Neither, detour},
		{"walk_tpd", "tPD", by, core.Neither, distance},
		{"walk_warp", "warping-error", "Lucas-Kanade flow", core.Neither, clipWarping(clips, walkSteps)},
	}
}

// A pace is how the rows of a clip follow each other; NaN where nothing moves.
type pace struct {
	uneven float64 // standard deviation of the steps' lengths over their mean
	jump   float64 // the largest of them over the median
	detour float64 // their sum over the distance between the ends
}

func paceOf(clip Features) pace {
	length := func(i, k int) float64 {
		squares := 0.0
		for c, v := range clip.Row(i) {
			squares += square(v - clip.Row(k)[c])
		}
		return math.Sqrt(squares)
	}
	steps := make([]float64, clip.Rows-1)
	for i := range steps {
		steps[i] = length(i, i+1)
	}
	sorted := slices.Sorted(slices.Values(steps))
	median := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	return pace{
		uneven: math.Sqrt(variance(steps)) / mean(steps),
		jump:   sorted[len(sorted)-1] / median,
		detour: sum(steps) / length(0, clip.Rows-1),
	}
}
