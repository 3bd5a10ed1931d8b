package eval

import (
	"fmt"
	"math"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// An Extractor turns images into features with an untrained convolutional
// network. Random features see textures, strokes and layout, know nothing of
// what images mean, and need no download; on small images far from photographs
// they rank generators much as trained ones do (Naeem et al. 2020; Lee et al.
// 2022, arXiv 2208.09218). One random network is arbitrary, so scores average
// over several.
//
// A layer is a 3×3 convolution of stride 2 with zero padding 1 and He's
// initialisation, then a leaky ReLU of slope 0.2. Layers follow until the
// shorter side has at most four pixels. The features are, for each channel of
// each layer, its mean and its standard deviation over the image; the last
// layer's means are taken over each quarter of the image, which tells where
// things are.
type Extractor struct {
	seed   uint64
	layers []layer
	size   int // how many features an image has
}

// The channels of the layers: enough for a few hundred features, few enough
// that a thousand 32-pixel images take a tenth of a second.
var widths = []int{8, 16, 32}

const (
	slope    = 0.2
	smallest = 4 // pixels, at which layers stop
	quarters = 4
)

// NewExtractor is the extractor of a seed for images of a shape {H, W, C}.
func NewExtractor(seed uint64, shape []int) *Extractor {
	e := &Extractor{seed: seed}
	stream := num.NewStream(seed, "rand-conv.v1")
	next := layer{h: shape[0], w: shape[1], ci: shape[2]}
	first := uint64(0)
	for {
		next.co = widths[min(len(e.layers), len(widths)-1)]
		next.weights = he(stream, first, next.co, 9*next.ci)
		next.panels = next.weights.panels()
		first += uint64(len(next.weights.Data))
		e.layers = append(e.layers, next)
		e.size += 2 * next.co
		next = layer{h: next.oh(), w: next.ow(), ci: next.co}
		if min(next.h, next.w) <= smallest {
			break
		}
	}
	e.size += (quarters - 1) * next.ci
	return e
}

// he draws weights of n outputs from numbers of a stream, with the variance
// that keeps that of the signal through a leaky ReLU (He et al. 2015, eq. 15).
func he(s num.Stream, first uint64, n, inputs int) Features {
	w := NewFeatures(n, inputs)
	scale := math.Sqrt(2 / (1 + slope*slope) / float64(inputs))
	for i := range w.Data {
		w.Data[i] = scale * s.Normal(first+uint64(i))
	}
	return w
}

// Name identifies the extractor and what it gives.
func (e *Extractor) Name() string {
	return fmt.Sprintf("rand-conv.v1.seed%d/pool:%d", e.seed, e.size)
}

// randomName is what extractors of one kind are called together.
func randomName(list []*Extractor) string {
	first, last := list[0], list[len(list)-1]
	return fmt.Sprintf("rand-conv.v1.seed%d-%d/pool:%d", first.seed, last.seed, first.size)
}

// Features of a batch of images, one row each.
func (e *Extractor) Features(images sample.Batch) Features {
	f := NewFeatures(images.Rows(), e.size)
	size := images.RowSize()
	parallel(f.Rows, func(i int) { e.extract(f.Row(i), images.U8[i*size:(i+1)*size]) })
	return f
}

func (e *Extractor) extract(dst []float64, pixels []byte) {
	x := make([]float64, len(pixels))
	for i, p := range pixels {
		x[i] = float64(p)/127.5 - 1
	}
	at := 0
	for i, l := range e.layers {
		x = l.apply(x)
		all := region{0, l.oh(), 0, l.ow()}
		means := []region{all}
		if i == len(e.layers)-1 {
			means = all.quarters()
		}
		for _, r := range means {
			l.mean(dst[at:at+l.co], x, r)
			at += l.co
		}
		l.deviation(dst[at:at+l.co], x)
		at += l.co
	}
}
