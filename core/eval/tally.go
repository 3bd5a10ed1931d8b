package eval

import (
	"math"

	"gander/core/nn/num"
)

// A tally holds the high-quality points of each mode.
type tally [][][2]float64

// covered is the number of modes with at least one point.
func (t tally) covered() float64 {
	n := 0
	for _, points := range t {
		if len(points) > 0 {
			n++
		}
	}
	return float64(n)
}

// high is the number of points.
func (t tally) high() float64 {
	n := 0
	for _, points := range t {
		n += len(points)
	}
	return float64(n)
}

// divergence is the Kullback–Leibler divergence of the modes' histogram from
// the uniform one, in nats; its maximum log k, that of a single mode, also when
// there is no point at all.
func (t tally) divergence() float64 {
	k := float64(len(t))
	if t.high() == 0 {
		return num.Log(k)
	}
	kl := 0.0
	for _, points := range t {
		if p := float64(len(points)) / t.high(); p > 0 {
			kl += float64(p * num.Log(p*k))
		}
	}
	return kl
}

// spread is the standard deviation within modes along an axis, pooled: 0 for a
// generator that collapses onto one point a mode, and if no mode has two.
func (t tally) spread() float64 {
	squares, freedom := 0.0, 0
	for _, points := range t {
		squares += scatter(points)
		freedom += 2 * max(0, len(points)-1)
	}
	return math.Sqrt(squares / float64(max(1, freedom)))
}

// crowd is how many points a mode needs for a deviation of its own, which is then
// known to a sixth.
const crowd = 20

// spreads are the least and the largest standard deviation along an axis of a mode
// with at least a crowd of points; NaN if there is none. A generator that collapses
// within one mode hides in the pooled one.
func (t tally) spreads() (least, most float64) {
	least, most = math.NaN(), math.NaN()
	for _, points := range t {
		if len(points) < crowd {
			continue
		}
		deviation := math.Sqrt(scatter(points) / float64(2*(len(points)-1)))
		if !(least <= deviation) {
			least = deviation
		}
		if !(most >= deviation) {
			most = deviation
		}
	}
	return least, most
}

// scatter is the sum of the squared distances of points from their mean.
func scatter(points [][2]float64) float64 {
	var centre [2]float64
	for _, p := range points {
		centre[0] += p[0] / float64(len(points))
		centre[1] += p[1] / float64(len(points))
	}
	squares := 0.0
	for _, p := range points {
		squares += square(p[0]-centre[0]) + square(p[1]-centre[1])
	}
	return squares
}

// square is rounded before anything is added to it, on every machine.
func square(v float64) float64 { return float64(v * v) }
