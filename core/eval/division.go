package eval

// A division counts pixels by what they are in the truth, row 0 for ground and 1
// for figure, and what they are in another image, by columns: the histogram of the
// FCN score (Long et al. 2015; Isola et al. 2017, scripts/eval_cityscapes).
//
// That score asks a network that was trained to segment photographs. The images
// here whose truths are known, letters and shapes, have two tones, so no network is
// needed: figure and ground are what the truth's two tones are nearest to.
type division [2][2]int

func (d *division) add(o division) {
	for i := range d {
		for k := range d[i] {
			d[i][k] += o[i][k]
		}
	}
}

func (d division) total() int { return d[0][0] + d[0][1] + d[1][0] + d[1][1] }

// scores are the accuracy over pixels, its mean over the two classes, and the
// classes' mean intersection over union; each from 0 to 1.
func (d division) scores() (pixel, class, overlap float64) {
	pixel = float64(d[0][0]+d[1][1]) / float64(d.total())
	for i := range d {
		right, isThere, isSeen := d[i][i], d[i][0]+d[i][1], d[0][i]+d[1][i]
		class += float64(right) / float64(isThere) / 2
		overlap += float64(right) / float64(isThere+isSeen-right) / 2
	}
	return pixel, class, overlap
}

// divisionOf counts the pixels of an image; nothing where the truth has one tone.
func divisionOf(image, truth plane) division {
	t, ok := tonesOf(truth)
	var d division
	if !ok {
		return d
	}
	for i := range truth.h * truth.w {
		d[t.nearest(truth.pixel(i))][t.nearest(image.pixel(i))]++
	}
	return d
}

// pixel is the i-th one in reading order.
func (p plane) pixel(i int) []float64 { return p.data[i*p.c : (i+1)*p.c] }

// tones are two colours: of the ground, which more pixels of an image have, and of
// the figure.
type tones [2][]float64

// tonesOf divides the pixels of an image in the channel that varies most, where Otsu
// (1979) would, and gives the mean colours of the two parts; false where all pixels
// are equal.
func tonesOf(image plane) (t tones, ok bool) {
	var best cut
	channel := 0
	for c := range image.c {
		var counts [256]int
		for i := range image.h * image.w {
			counts[int(image.pixel(i)[c])]++
		}
		if found := otsu(counts); found.between > best.between {
			best, channel = found, c
		}
	}
	if best.between == 0 {
		return t, false
	}
	darkGround := 2*best.below >= image.h*image.w
	return tones{image.meanWhere(channel, best.at, darkGround), image.meanWhere(channel, best.at, !darkGround)}, true
}

// meanWhere is the mean colour of the pixels that are below a level in a channel, or
// of all others.
func (p plane) meanWhere(channel, level int, below bool) []float64 {
	sums, n := make([]float64, p.c), 0
	for i := range p.h * p.w {
		if (int(p.pixel(i)[channel]) < level) == below {
			n++
			for c, v := range p.pixel(i) {
				sums[c] += v
			}
		}
	}
	for c := range sums {
		sums[c] /= float64(n)
	}
	return sums
}

// nearest is 0 for what is nearer to the ground, or as near, and 1 for the figure.
func (t tones) nearest(colour []float64) int {
	var apart [2]float64
	for k, tone := range t {
		for c, v := range colour {
			apart[k] += square(v - tone[c])
		}
	}
	if apart[1] < apart[0] {
		return 1
	}
	return 0
}

// A cut of grey levels has so many pixels below a level, and a variance between the
// two sides, times the square of the number of pixels.
type cut struct {
	at, below int
	between   float64
}

// otsu is the cut of the largest variance between its sides, the lowest of equal
// ones.
func otsu(counts [256]int) (best cut) {
	var pixels, light int
	for level, n := range counts {
		pixels, light = pixels+n, light+n*level
	}
	below, lightBelow := 0, 0
	for at := 1; at < len(counts); at++ {
		below, lightBelow = below+counts[at-1], lightBelow+counts[at-1]*(at-1)
		if below == 0 || below == pixels {
			continue
		}
		apart := float64(lightBelow)/float64(below) - float64(light-lightBelow)/float64(pixels-below)
		if between := float64(below) * float64(pixels-below) * apart * apart; between > best.between {
			best = cut{at, below, between}
		}
	}
	return best
}
