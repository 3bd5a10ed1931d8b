package eval

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// realClips are all pieces of a file's clips that are as long as a walk, as the rows
// of their frames; where no clip is that long, as long as half of the clips are at
// least. Their order is random but always the same; nil in a file without clips of two
// frames.
func realClips(f *data.File) (pieces [][]int) {
	clips := clipsOf(f)
	length := pieceLength(clips)
	if length < 2 {
		return nil
	}
	var all [][]int
	for _, clip := range clips {
		for piece := range slices.Chunk(clip, length) {
			if len(piece) == length {
				all = append(all, piece)
			}
		}
	}
	for _, k := range num.Permutation(num.NewStream(0, "evaluation", "clips"), 0, len(all)) {
		pieces = append(pieces, all[k])
	}
	return pieces
}

// clipsOf are the rows of each clip of a file.
func clipsOf(f *data.File) (clips [][]int) {
	for row := range f.Rows() {
		switch {
		case f.Clip(row) < 0:
		case len(clips) > 0 && f.Clip(row) == f.Clip(row-1):
			clips[len(clips)-1] = append(clips[len(clips)-1], row)
		default:
			clips = append(clips, []int{row})
		}
	}
	return clips
}

// pieceLength is how long pieces of clips are, 0 of none.
func pieceLength(clips [][]int) int {
	var lengths []int
	for _, clip := range clips {
		lengths = append(lengths, len(clip))
	}
	slices.Sort(lengths)
	switch n := len(lengths); {
	case n == 0:
		return 0
	case lengths[n-1] >= walkSteps:
		return walkSteps
	default:
		return lengths[n/2]
	}
}

// translatedClips are rows that ask for each frame of real clips in the next domain:
// what a translator of pictures makes of films. Nil where there are none.
func (j *ImageJudge) translatedClips() []variant.Row {
	var rows []variant.Row
	for _, frame := range j.clipFrames() {
		row := variant.Row{Index: uint64(len(rows)), Label: j.test.Label(frame), Domain: j.nextDomain(frame)}
		row.Source = make([]float32, j.test.Header().RowSize())
		j.test.Floats(row.Source, []int{frame})
		rows = append(rows, row)
	}
	return rows
}

// clipFrames are the rows of the clips that are translated, one clip after another;
// nil where there are none or nothing to translate them to.
func (j *ImageJudge) clipFrames() []int {
	if j.task != variant.DomainToDomain || len(j.test.Header().Domains) < 2 {
		return nil
	}
	return slices.Concat(first(realClips(j.test), walks)...)
}

// nextDomain is what a frame is translated to.
func (j *ImageJudge) nextDomain(frame int) int {
	return (j.test.Domain(frame) + 1) % len(j.test.Header().Domains)
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// filmed scores translations of real clips against their sources: by how much the
// motion differs, by how much the steps from frame to frame do to the eye, and by
// what frames differ once they are moved along the motion of the sources. One that
// hands frames back gets 0, 0 and what real clips get, so the first two are no sign
// of quality alone (Chu et al. 2020, arXiv 1811.09393, §5; Lai et al. 2018).
func (j *ImageJudge) filmed(answers sample.Batch) ([]core.Score, error) {
	pieces := first(realClips(j.test), walks)
	if len(pieces) == 0 {
		return nil, errors.New("the test split has no clips")
	}
	length, sources := len(pieces[0]), batch(j.test, slices.Concat(pieces...))
	if answers.Rows() != sources.Rows() {
		return nil, fmt.Errorf("%d samples of %d frames", answers.Rows(), sources.Rows())
	}
	motion, warp := alongSources(sources, answers, length)
	_, realWarp := alongSources(sources, sources, length)
	apart, by := j.steps(answers, length)
	of, _ := j.steps(sources, length)
	for i := range apart {
		apart[i] = math.Abs(apart[i] - of[i])
	}
	score := func(key, statistic, by string, direction core.Direction, value float64, floor *float64) core.Score {
		return core.Score{Key: key, Direction: direction, Value: value, Floor: floor,
			Identity: fmt.Sprintf("%s[%s, clips of %d]@%d", statistic, by, length, answers.Rows())}
	}
	return measured([]core.Score{
		score("clip_tof", "tOF", "Lucas-Kanade flow", core.Neither, motion, nil),
		score("clip_tpd", "tLP", by, core.Neither, mean(apart), nil),
		score("clip_warp", "warping-error", "Lucas-Kanade flow of the sources", core.Lower, warp, known64(realWarp)),
	}), nil
}

// known64 is nil for what could not be measured.
func known64(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

// alongSources gives the mean absolute difference of the motion in translations from
// that in their sources, in pixels, and their warping error along the latter.
func alongSources(sources, answers sample.Batch, length int) (motion, warp float64) {
	rows := clipSteps(sources.Rows(), length)
	apart, errors := make([]float64, len(rows)), make([]float64, len(rows))
	parallel(len(rows), func(i int) {
		before, now := imageOf(sources, rows[i]-1), imageOf(sources, rows[i])
		m := motionOf(before, now)
		errors[i] = m.error(imageOf(answers, rows[i]-1), imageOf(answers, rows[i]))
		of := flow(imageOf(answers, rows[i]), imageOf(answers, rows[i]-1))
		for k, v := range of.data {
			apart[i] += math.Abs(v-m.there.data[k]) / float64(len(of.data))
		}
	})
	return mean(apart), meanOfKnown(errors)
}

// meanOfKnown leaves out what is not a number.
func meanOfKnown(values []float64) float64 {
	return mean(slices.DeleteFunc(slices.Clone(values), math.IsNaN))
}

// filmedWalks scores walks by the motion in them against that of real clips: the
// Fréchet distance of motion features. Its floor is what other real clips get. And
// it gives the scores of walks their floors: what real clips get, if they are as long,
// as a longer way has a larger jump. It does nothing where there are no real clips.
func (j *ImageJudge) filmedWalks(walked sample.Batch, scores []core.Score) []core.Score {
	pieces := realClips(j.test)
	if len(pieces) == 0 {
		return scores
	}
	length := len(pieces[0])
	if length == walkSteps {
		for i, s := range j.paced(batch(j.test, slices.Concat(first(pieces, walks)...))) {
			scores[i].Floor = known64(s.value)
		}
	}
	if len(pieces) < 4 {
		return scores
	}
	half := len(pieces) / 2
	motion := func(pieces [][]int) Features { return motionOfClips(batch(j.test, slices.Concat(pieces...)), length) }
	reference := newGaussian(motion(pieces[half:]))
	floor := reference.distance(newGaussian(motion(first(pieces[:half], walks))))
	return append(scores, core.Score{
		Key: "walk_motion", Direction: core.Lower, Value: reference.distance(newGaussian(motionOfClips(walked, walkSteps))), Floor: &floor,
		Identity: fmt.Sprintf("FD[histogram of Lucas-Kanade flow:%d, %d walks of %d, %s]@%d", motionFeatures, walks, walkSteps, realNamed(len(pieces)-half, length), walked.Rows()),
	})
}

func realNamed(n, length int) string {
	if length == walkSteps {
		return fmt.Sprintf("%d real clips", n)
	}
	return fmt.Sprintf("%d real clips of %d", n, length)
}
