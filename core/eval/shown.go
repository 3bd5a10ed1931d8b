package eval

import (
	"context"
	"slices"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// How many samples are shown beside their nearest training images, and how many
// of those each way.
const (
	shownSamples    = 16
	shownNeighbours = 3
)

// Nearest are the first samples beside the training images nearest to them, for
// people to see whether they are copies: rows of so many columns, each a sample,
// the three training images nearest in features and the three nearest in
// pixels. It looks in the same part of the training split as the scores of
// memorisation.
func (j *ImageJudge) Nearest(ctx context.Context, samples sample.Batch) (tiles sample.Batch, columns int, err error) {
	c, err := j.closing(ctx, samples)
	if err != nil {
		return sample.Batch{}, 0, err
	}
	shown := samples.First(shownSamples)
	tiles.Shape = slices.Clone(samples.Shape)
	inFeatures, inPixels := c.training.closest(c.eye().Features(shown)), j.closestPixels(shown, c.rows)
	size := shown.RowSize()
	for i := range shown.Rows() {
		tiles.U8 = append(tiles.U8, shown.U8[i*size:(i+1)*size]...)
		for _, k := range slices.Concat(inFeatures[i], inPixels[i]) {
			tiles.U8 = append(tiles.U8, j.train.Row(c.rows[k])...)
		}
	}
	columns = len(tiles.U8) / size / shown.Rows()
	tiles.Shape[0] = columns * shown.Rows()
	return tiles, columns, nil
}

// trainingRows are those that memorisation is looked for in.
func trainingRows(rows int) []int {
	order := num.Permutation(num.NewStream(0, "evaluation", "training"), 0, rows)
	return order[:min(mostTraining, len(order))]
}

// closest are, for each row of x, the rows of f nearest to it, the nearest first.
func (f Features) closest(x Features) [][]int {
	found, squares, ofX := make([][]int, x.Rows), f.squares(), x.squares()
	p := NewFeatures(x.Rows, f.Rows)
	f.panels().Products(p.Data, x.Data, f.Rows)
	parallel(x.Rows, func(i int) {
		distances := make([]float64, f.Rows)
		for k, v := range p.Row(i) {
			distances[k] = squaredDistance(ofX[i], squares[k], v)
		}
		found[i] = leastOf(distances)
	})
	return found
}

// closestPixels are, for each image, the places in rows of the training images
// that differ least from it in the sum of squares.
func (j *ImageJudge) closestPixels(images sample.Batch, rows []int) [][]int {
	found, size := make([][]int, images.Rows()), images.RowSize()
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
		found[i] = leastOf(distances)
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
