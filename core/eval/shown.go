package eval

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// How many samples are shown beside their nearest training images, and how many
// of those each way.
const (
	shownSamples    = 64
	shownNeighbours = 3
)

// Neighbourhoods say of samples which training images they lie nearest to, for
// people to see whether they are copies.
type Neighbourhoods struct {
	Features string          `json:"features"` // the extractor that distances are taken in
	Training int             `json:"training"` // training images that were looked at
	HeldOut  int             `json:"held_out"` // test images that were
	Shape    []int           `json:"shape"`    // height, width and channels of an image
	Columns  int             `json:"columns"`  // of the sheet of a neighbourhood in each row
	Rows     []Neighbourhood `json:"rows"`     // the likeliest copies first, by Ratio
}

// A Neighbourhood is a sample and the training images nearest to it, nearest
// first, by Euclidean distance in features and by the root of the mean square
// difference of pixels, of which black and white differ by 1.
type Neighbourhood struct {
	Sample   int         `json:"sample"`   // its place in the evaluation
	HeldOut  float64     `json:"held_out"` // distance in features to the nearest test image
	Features []Neighbour `json:"in_features"`
	Pixels   []Neighbour `json:"in_pixels"`
}

// A Neighbour is a row of the training split.
type Neighbour struct {
	Row      int     `json:"row"`
	Distance float64 `json:"distance"`
}

// Ratio is how near the nearest training image is for each step to the nearest
// test image, which no generator has seen: 0 of a copy. It is not a number
// where both are 0.
func (n Neighbourhood) Ratio() float64 { return n.Features[0].Distance / n.HeldOut }

// Nearest finds the neighbourhoods of the first samples, and draws each as a row
// of tiles: the sample, the training images nearest in features and those nearest
// in pixels. It looks in the same part of the training split as the scores of
// memorisation.
func (j *ImageJudge) Nearest(ctx context.Context, samples sample.Batch) (tiles sample.Batch, n Neighbourhoods, err error) {
	c, err := j.closing(ctx, samples)
	if err != nil {
		return sample.Batch{}, Neighbourhoods{}, err
	}
	shown := samples.First(shownSamples)
	n = Neighbourhoods{Features: c.eye().Name(), Training: len(c.rows), HeldOut: c.features.Rows, Shape: samples.Shape[1:]}
	n.Rows = c.neighbourhoods(shown, j.closestPixels(shown, c.rows))
	size := shown.RowSize()
	for _, row := range n.Rows {
		tiles.U8 = append(tiles.U8, shown.U8[row.Sample*size:(row.Sample+1)*size]...)
		for _, k := range slices.Concat(row.Features, row.Pixels) {
			tiles.U8 = append(tiles.U8, j.train.Row(k.Row)...)
		}
	}
	n.Columns = len(tiles.U8) / size / shown.Rows()
	tiles.Shape = slices.Concat([]int{n.Columns * shown.Rows()}, samples.Shape[1:])
	return tiles, n, nil
}

// neighbourhoods puts what is near in features beside what is near in pixels.
func (c *closing) neighbourhoods(shown sample.Batch, inPixels [][]Neighbour) []Neighbourhood {
	f := c.eye().Features(shown)
	inFeatures := c.training.closest(f)
	_, heldOut := c.features.nearest(f)
	list := make([]Neighbourhood, shown.Rows())
	for i := range list {
		for k := range inFeatures[i] {
			inFeatures[i][k].Row = c.rows[inFeatures[i][k].Row]
		}
		list[i] = Neighbourhood{Sample: i, HeldOut: math.Sqrt(heldOut[i]), Features: inFeatures[i], Pixels: inPixels[i]}
	}
	slices.SortStableFunc(list, func(a, b Neighbourhood) int { return cmp.Compare(a.Ratio(), b.Ratio()) })
	return list
}

// trainingRows are those that memorisation is looked for in.
func trainingRows(rows int) []int {
	order := num.Permutation(num.NewStream(0, "evaluation", "training"), 0, rows)
	return order[:min(mostTraining, len(order))]
}

// closest are, for each row of x, the rows of f nearest to it, the nearest first.
func (f Features) closest(x Features) [][]Neighbour {
	found, squares, ofX := make([][]Neighbour, x.Rows), f.squares(), x.squares()
	p := NewFeatures(x.Rows, f.Rows)
	f.panels().Products(p.Data, x.Data, f.Rows)
	parallel(x.Rows, func(i int) {
		distances := make([]float64, f.Rows)
		for k, v := range p.Row(i) {
			distances[k] = squaredDistance(ofX[i], squares[k], v)
		}
		for _, k := range leastOf(distances) {
			found[i] = append(found[i], Neighbour{k, math.Sqrt(distances[k])})
		}
	})
	return found
}

// closestPixels are, for each image, those of the given training images that
// differ least from it in the sum of squares.
func (j *ImageJudge) closestPixels(images sample.Batch, rows []int) [][]Neighbour {
	found, size := make([][]Neighbour, images.Rows()), images.RowSize()
	parallel(images.Rows(), func(i int) {
		distances := make([]float64, len(rows))
		for k, row := range rows {
			total := 0
			for p, v := range j.train.Row(row) {
				d := int(v) - int(images.U8[i*size+p])
				total += d * d
			}
			distances[k] = float64(total)
		}
		for _, k := range leastOf(distances) {
			found[i] = append(found[i], Neighbour{rows[k], math.Sqrt(distances[k]/float64(size)) / 255})
		}
	})
	return found
}

// leastOf are the places of the smallest values, the smallest first.
func leastOf(values []float64) []int {
	var best []int
	for i, v := range values {
		at, _ := slices.BinarySearchFunc(best, v, func(k int, v float64) int {
			if values[k] <= v { // of equals the first one stays before
				return -1
			}
			return 1
		})
		if at < shownNeighbours {
			best = slices.Insert(best, at, i)[:min(len(best)+1, shownNeighbours)]
		}
	}
	return best
}
