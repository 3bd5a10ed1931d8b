package eval

// A plane is one image, (h, w, c) row-major.
type plane struct {
	h, w, c int
	data    []float64
}

func newPlane(h, w, c int) plane { return plane{h, w, c, make([]float64, h*w*c)} }

// binomial is the filter of the pyramids of Burt and Adelson 1983, [1 4 6 4 1]/16.
var binomial = [5]float64{1. / 16, 4. / 16, 6. / 16, 4. / 16, 1. / 16}

// laplacian splits an image into bands: what each halving of the size loses,
// and the smallest image that is left. Halving goes on while both sides keep
// least pixels.
func laplacian(image plane, least int) []plane {
	var bands []plane
	for (min(image.h, image.w)+1)/2 >= least {
		small := image.halved()
		bands = append(bands, image.minus(small.doubled(image.h, image.w)))
		image = small
	}
	return append(bands, image)
}

// halved is every other pixel of the filtered image.
func (p plane) halved() plane {
	s := p.filtered(1)
	half := newPlane((p.h+1)/2, (p.w+1)/2, p.c)
	for r := range half.h {
		for c := range half.w {
			copy(half.at(r, c), s.at(2*r, 2*c))
		}
	}
	return half
}

// doubled undoes halved as far as it can: zeros between the pixels, filtered.
func (p plane) doubled(h, w int) plane {
	wide := newPlane(h, w, p.c)
	for r := range p.h {
		for c := range p.w {
			copy(wide.at(2*r, 2*c), p.at(r, c))
		}
	}
	return wide.filtered(2)
}

// filtered is the image under the binomial filter along both axes, each times
// gain. Borders are mirrored.
func (p plane) filtered(gain float64) plane {
	return p.along(gain, func(r, c, k int) []float64 { return p.at(mirror(r+k, p.h), c) }).
		across(gain)
}

func (p plane) across(gain float64) plane {
	return p.along(gain, func(r, c, k int) []float64 { return p.at(r, mirror(c+k, p.w)) })
}

// along sums five pixels by the filter's weights for each pixel.
func (p plane) along(gain float64, pixel func(r, c, k int) []float64) plane {
	out := newPlane(p.h, p.w, p.c)
	for r := range p.h {
		for c := range p.w {
			dst := out.at(r, c)
			for k, weight := range binomial {
				for i, v := range pixel(r, c, k-2) {
					dst[i] += float64(gain * weight * v)
				}
			}
		}
	}
	return out
}

// mirror folds an index into 0 … n−1; the border itself is not repeated.
func mirror(i, n int) int {
	for i < 0 || i >= n {
		if n == 1 {
			return 0
		}
		if i < 0 {
			i = -i
		} else {
			i = 2*(n-1) - i
		}
	}
	return i
}

func (p plane) minus(q plane) plane {
	d := newPlane(p.h, p.w, p.c)
	for i, v := range p.data {
		d.data[i] = v - q.data[i]
	}
	return d
}

// at is the pixel of a row and a column.
func (p plane) at(r, c int) []float64 { return p.data[(r*p.w+c)*p.c:][:p.c] }
