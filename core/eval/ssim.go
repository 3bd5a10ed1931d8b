package eval

import "gander/core/nn/num"

// scaleWeights are those of Wang, Simoncelli and Bovik 2003 (Multiscale
// structural similarity, §3.2), the finest scale first.
var scaleWeights = []float64{0.0448, 0.2856, 0.3001, 0.2363, 0.1333}

// Of the structural similarity (Wang et al. 2004): the window of 11 pixels is a
// Gaussian of deviation 1.5, and two constants keep quotients from 0/0.
const (
	windowSide      = 11
	windowDeviation = 1.5
	lightConstant   = (0.01 * 255) * (0.01 * 255)
	shapeConstant   = (0.03 * 255) * (0.03 * 255)
)

// scales is how many scales images of a size have: at each of them the window
// fits in. With one the measure is plain structural similarity.
func scales(h, w int) int {
	n := 1
	for side := min(h, w) / 2; side >= windowSide && n < len(scaleWeights); side /= 2 {
		n++
	}
	return n
}

// similarity is the multi-scale structural similarity of two images with
// values from 0 to 255, over so many scales, with the weights of those scales
// brought to sum 1. It is 1 for equal images. A negative similarity at any
// scale counts as 0.
func similarity(a, b plane, scales int) float64 {
	total := 0.0
	for _, w := range scaleWeights[:scales] {
		total += w
	}
	product := 1.0
	for s, w := range scaleWeights[:scales] {
		whole, structure := compareAt(a, b)
		if s == scales-1 {
			structure = whole
		}
		product *= num.Pow(max(0, structure), w/total)
		a, b = a.boxed(), b.boxed()
	}
	return product
}

// compareAt is the similarity at one scale: of all, and of structure alone.
func compareAt(a, b plane) (whole, structure float64) {
	window := window(min(windowSide, a.h, a.w))
	muA, muB := a.smooth(window), b.smooth(window)
	aa, bb, ab := a.times(a).smooth(window), b.times(b).smooth(window), a.times(b).smooth(window)
	for i, x := range muA.data {
		y := muB.data[i]
		v1 := 2*(ab.data[i]-float64(x*y)) + shapeConstant
		v2 := aa.data[i] - square(x) + bb.data[i] - square(y) + shapeConstant
		structure += v1 / v2
		whole += float64((2*float64(x*y)+lightConstant)*v1) / float64((square(x)+square(y)+lightConstant)*v2)
	}
	n := float64(len(muA.data))
	return whole / n, structure / n
}

// window is a Gaussian of a size and sum 1, narrower where it is smaller.
func window(size int) []float64 {
	deviation := windowDeviation * float64(size) / windowSide
	w := make([]float64, size)
	for i := range w {
		w[i] = num.Exp(-square((float64(i)-float64(size-1)/2)/deviation) / 2)
	}
	total := sum(w)
	for i := range w {
		w[i] /= total
	}
	return w
}

// smooth is the image under the window, where all of it lies inside.
func (p plane) smooth(window []float64) plane {
	n := len(window) - 1
	rows, out := newPlane(p.h-n, p.w, p.c), newPlane(p.h-n, p.w-n, p.c)
	stride := p.w * p.c
	for i := range rows.data {
		for k, v := range window {
			rows.data[i] += float64(v * p.data[i+k*stride])
		}
	}
	for r := range out.h {
		for i := range out.w * p.c {
			for k, v := range window {
				out.data[r*out.w*p.c+i] += float64(v * rows.data[r*stride+i+k*p.c])
			}
		}
	}
	return out
}

func (p plane) times(q plane) plane {
	t := newPlane(p.h, p.w, p.c)
	for i, v := range p.data {
		t.data[i] = v * q.data[i]
	}
	return t
}

// boxed is the image at half the size, by the mean of 2 × 2 pixels.
func (p plane) boxed() plane {
	half := newPlane(p.h/2, p.w/2, p.c)
	for r := range half.h {
		for c := range half.w {
			dst := half.at(r, c)
			for i := range dst {
				dst[i] = (p.at(2*r, 2*c)[i] + p.at(2*r, 2*c+1)[i] + p.at(2*r+1, 2*c)[i] + p.at(2*r+1, 2*c+1)[i]) / 4
			}
		}
	}
	return half
}
