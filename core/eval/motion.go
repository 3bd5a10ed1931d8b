package eval

import (
	"math"

	"gander/plugins/sample"
)

// Motion is told by the mean square flow in each of eight directions, its mean
// length, and the mean absolute change of grey levels along no flow at all.
const (
	motionDirections = 8
	motionFeatures   = motionDirections + 2
)

// motionOfClips are the motion features of the steps of clips of a length.
func motionOfClips(clips sample.Batch, length int) Features {
	rows := clipSteps(clips.Rows(), length)
	f := NewFeatures(len(rows), motionFeatures)
	parallel(len(rows), func(i int) {
		before, now := imageOf(clips, rows[i]-1), imageOf(clips, rows[i])
		histogramOfFlow(f.Row(i), flow(now, before), now.minus(before))
	})
	return f
}

func histogramOfFlow(dst []float64, way, change plane) {
	pixels := float64(way.h * way.w)
	for i := range way.h * way.w {
		x, y := way.data[2*i], way.data[2*i+1]
		length := math.Sqrt(square(x) + square(y))
		dst[octant(x, y)] += square(length) / pixels
		dst[motionDirections] += length / pixels
	}
	for _, d := range change.data {
		dst[motionDirections+1] += math.Abs(d) / 255 / float64(len(change.data))
	}
}

// octant is the eighth of the turn that a direction lies in; told by comparisons,
// which are the same on every machine.
func octant(x, y float64) int {
	k := 0
	if y < 0 {
		k, x, y = 4, -x, -y
	}
	if x < 0 {
		k, x, y = k+2, y, -x
	}
	if y > x {
		k++
	}
	return k
}
