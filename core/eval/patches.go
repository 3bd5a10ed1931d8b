package eval

import (
	"fmt"
	"math"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// Patches are compared as in Karras et al. 2018 (Progressive growing of GANs,
// §5): 7 × 7 pixels of every band of a Laplacian pyramid, down to 16 pixels.
// They take 128 patches of each of 16384 images and four times 128 directions;
// fewer do here, since images are smaller and every run is judged.
const (
	patchSide       = 7
	smallestBand    = 16
	patchesPerImage = 16
	patchDirections = 128
)

// patchDistance is the sliced Wasserstein distance between the patches of two
// sets of images, as many of each, averaged over the bands, times 1000. NaN
// where an image is smaller than a patch.
func patchDistance(x, y sample.Batch) float64 {
	n := min(x.Rows(), y.Rows())
	a, b := patches(x.First(n)), patches(y.First(n))
	directions := Directions("patches", patchDirections, patchSide*patchSide*x.Shape[3])
	total := 0.0
	for band := range a {
		total += SlicedDistance(a[band], b[band], directions, 1)
	}
	return 1000 * total / float64(len(a))
}

func patchIdentity(n int) string {
	return fmt.Sprintf("SWD[laplacian-%dx%d, %d patches, %d directions]@%d",
		patchSide, patchSide, patchesPerImage, patchDirections, n)
}

// patches are descriptors of every band: rows of 7 × 7 pixels, with each
// channel of mean 0 and deviation 1 over all of them.
func patches(images sample.Batch) []Features {
	if min(images.Shape[1], images.Shape[2]) < patchSide {
		return nil
	}
	n := images.Rows()
	bands := make([]Features, len(laplacian(imageOf(images, 0), smallestBand)))
	for b := range bands {
		bands[b] = NewFeatures(n*patchesPerImage, patchSide*patchSide*images.Shape[3])
	}
	parallel(n, func(i int) {
		for b, band := range laplacian(imageOf(images, i), smallestBand) {
			draws := num.NewStream(uint64(b), "evaluation", "patches")
			for k := i * patchesPerImage; k < (i+1)*patchesPerImage; k++ {
				row := draws.Float64(2*uint64(k)) * float64(band.h-patchSide+1)
				col := draws.Float64(2*uint64(k)+1) * float64(band.w-patchSide+1)
				band.patch(bands[b].Row(k), int(row), int(col))
			}
		}
	})
	for _, f := range bands {
		f.normalise(images.Shape[3])
	}
	return bands
}

// imageOf is the i-th image of a batch.
func imageOf(b sample.Batch, i int) plane {
	p := newPlane(b.Shape[1], b.Shape[2], b.Shape[3])
	for k, v := range b.U8[i*len(p.data) : (i+1)*len(p.data)] {
		p.data[k] = float64(v)
	}
	return p
}

// patch copies the square from (top, left) on.
func (p plane) patch(dst []float64, top, left int) {
	for r := range patchSide {
		copy(dst[r*patchSide*p.c:], p.data[((top+r)*p.w+left)*p.c:][:patchSide*p.c])
	}
}

// normalise gives each channel mean 0 and deviation 1, over all pixels of all
// rows; a channel without any deviation becomes 0.
func (f Features) normalise(channels int) {
	for c := range channels {
		var mean, squares float64
		n := float64(len(f.Data) / channels)
		for i := c; i < len(f.Data); i += channels {
			mean += f.Data[i]
		}
		mean /= n
		for i := c; i < len(f.Data); i += channels {
			f.Data[i] -= mean
			squares += square(f.Data[i])
		}
		if deviation := math.Sqrt(squares / n); deviation > 0 {
			for i := c; i < len(f.Data); i += channels {
				f.Data[i] /= deviation
			}
		}
	}
}
