package eval

import (
	"math"

	"gander/core/nn/num"
)

var channels = []int{16, 32, 64, 64, 64, 64}
var smallest = 4

type extractor struct{ layers []layer }

type layer struct {
	h, w, ci, co int
	weights      Features
}

func newExtractor(seed uint64, h, w, c int) *extractor {
	e := &extractor{}
	s := num.NewStream(seed, "rand-conv.v1")
	var k uint64
	for i := 0; min(h, w) > smallest && i < len(channels); i++ {
		l := layer{h, w, c, channels[i], NewFeatures(channels[i], 9*c)}
		scale := math.Sqrt(2 / 1.04 / float64(9*c))
		for j := range l.weights.Data {
			l.weights.Data[j] = s.Normal(k) * scale
			k++
		}
		e.layers = append(e.layers, l)
		h, w, c = (h+1)/2, (w+1)/2, channels[i]
	}
	return e
}

func (l layer) apply(x []float64) []float64 {
	oh, ow := (l.h+1)/2, (l.w+1)/2
	y := make([]float64, oh*ow*l.co)
	patch := make([]float64, 9*l.ci)
	for r := range oh {
		for c := range ow {
			clear(patch)
			for i := range 3 {
				for j := range 3 {
					yy, xx := 2*r+i-1, 2*c+j-1
					if yy < 0 || xx < 0 || yy >= l.h || xx >= l.w {
						continue
					}
					copy(patch[(3*i+j)*l.ci:][:l.ci], x[(yy*l.w+xx)*l.ci:])
				}
			}
			out := y[(r*ow+c)*l.co:][:l.co]
			l.weights.dots(out, patch)
			for k, v := range out {
				if v < 0 {
					out[k] = 0.2 * v
				}
			}
		}
	}
	return y
}
