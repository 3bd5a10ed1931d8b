package eval

import (
	"math"

	"gander/plugins/sample"
)

// clipWarping is the mean warping error of the images of clips of a length, each
// against the one before it. Pairs whose motion cannot be followed don't count;
// NaN if there are no others.
func clipWarping(clips sample.Batch, length int) float64 {
	steps := clipSteps(clips.Rows(), length)
	errors := make([]float64, len(steps))
	parallel(len(steps), func(i int) {
		errors[i] = warpingError(imageOf(clips, steps[i]-1), imageOf(clips, steps[i]))
	})
	return meanOfKnown(errors)
}

// clipSteps are the rows that follow another one of their clip.
func clipSteps(rows, length int) []int {
	var steps []int
	for i := range rows {
		if i%length > 0 {
			steps = append(steps, i)
		}
	}
	return steps
}

// perceptualSteps is the mean perceptual distance of neighbouring images of clips
// of a length, and by what it is told. A classifier sees it in its features,
// brought to the length 1: the squared distance, from 0 to 2 since none is
// negative (Zhang et al. 2018, arXiv 1801.03924, eq. 1, of one layer without
// weights). Without one it is 1 less the structural similarity.
func (j *ImageJudge) perceptualSteps(clips sample.Batch, length int) (distance float64, by string) {
	apart, by := j.steps(clips, length)
	return mean(apart), by
}

// steps are the distances that perceptualSteps is the mean of.
func (j *ImageJudge) steps(clips sample.Batch, length int) (apart []float64, by string) {
	var pairs [][2]int
	for _, row := range clipSteps(clips.Rows(), length) {
		pairs = append(pairs, [2]int{row - 1, row})
	}
	return j.perceptual(clips, pairs)
}

// perceptual are the perceptual distances of pairs of images, and by what they are
// told, see perceptualSteps.
func (j *ImageJudge) perceptual(images sample.Batch, pairs [][2]int) (apart []float64, by string) {
	apart = make([]float64, len(pairs))
	if c := j.classifier; c != nil {
		f := c.Features(images)
		for i, p := range pairs {
			apart[i] = apartOnSphere(f.Row(p[0]), f.Row(p[1]))
		}
		return apart, c.Name()
	}
	n := scales(images.Shape[1], images.Shape[2])
	parallel(len(pairs), func(i int) {
		apart[i] = 1 - similarity(imageOf(images, pairs[i][0]), imageOf(images, pairs[i][1]), n)
	})
	return apart, "1-SSIM of pixels"
}

// apartOnSphere is the squared distance of two vectors that are brought to the
// length 1; one of nothing stays where it is.
func apartOnSphere(a, b []float64) float64 {
	total, lengthA, lengthB := 0.0, math.Sqrt(dot(a, a)), math.Sqrt(dot(b, b))
	unit := func(v, length float64) float64 {
		if length == 0 {
			return 0
		}
		return v / length
	}
	for i := range a {
		total += square(unit(a[i], lengthA) - unit(b[i], lengthB))
	}
	return total
}
