package eval

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// lessons scores what a classifier learns from samples, by the recipe of the
// dataset's own: from label→image the classes, and where the data have nothing
// to ask for, what tells samples from real images.
func (c *closing) lessons(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	switch classes := len(c.test.Header().Classes); {
	case c.task == variant.LabelToImage && classes > 0:
		return c.classLesson(ctx, samples, indices, classes)
	case questionsOf(c.test.Header()).answers() == 0:
		return c.tellingApart(ctx, samples)
	}
	return nil, nil
}

// lessonSeeds are the classifiers that the classification accuracy score is the
// mean over: each begins with weights of its own and meets the samples in an order
// of its own.
var lessonSeeds = []uint64{1, 2, 3}

// classLesson is the classification accuracy score (Ravuri and Vinyals 2019,
// arXiv 1905.10887): samples and the classes that they were asked for teach, the
// test split examines. Beside the mean over classifiers stands its standard
// deviation over them.
func (c *closing) classLesson(ctx context.Context, samples sample.Batch, indices []int, classes int) ([]core.Score, error) {
	asked := make([]int, samples.Rows())
	for i, t := range pick(c.targets, indices) {
		asked[i] = c.test.Label(t)
	}
	rows := sequence(c.test.Rows())
	exam := batch(c.test, rows)
	var marks []float64
	for _, seed := range lessonSeeds {
		q := questions{classes: classes}
		pupil, err := taughtBy(ctx, q, materialOf(q, samples, asked, lessonOrder(seed, samples.Rows()), 1), seed)
		if err != nil {
			return nil, fmt.Errorf("teach a classifier by samples: %w", err)
		}
		marks = append(marks, hits(pupil.answer(exam).classes, rows, c.test.Label))
		pupil.network.Close()
	}
	identity := fmt.Sprintf("CAS[%s taught by samples, %d seeds, tested on %d real]@%d", classifierName, len(lessonSeeds), len(rows), len(c.targets))
	return []core.Score{
		{Key: "cas", Direction: core.Higher, Value: mean(marks), Identity: identity},
		{Key: "cas_seeds", Direction: core.Neither, Value: math.Sqrt(variance(marks)), Identity: "sd " + identity},
	}, nil
}

// tellingSteps are the least that a classifier of samples and real images is taught
// by: ten epochs of 1024. After ten of 256 it does not even know its own half, and
// says more of the weights that it began with than of the samples.
const tellingSteps = 160

// tellingApart is the two-sample test by a classifier (Lopez-Paz and Oquab 2017,
// arXiv 1610.06545, §3): one half of samples and real images teaches, the other
// examines.
func (c *closing) tellingApart(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	n, size := min(samples.Rows(), c.originals.Rows())/2*2, samples.RowSize()
	order := num.Permutation(num.NewStream(0, "evaluation", "halves"), 0, n)
	var halves [2]sample.Batch
	for k, i := range order {
		half := &halves[k%2]
		half.Shape = slices.Concat([]int{n}, samples.Shape[1:])
		half.U8 = append(append(half.U8, samples.U8[i*size:(i+1)*size]...), c.originals.U8[i*size:(i+1)*size]...)
	}
	kinds := make([]int, n) // samples and real images by turns
	for i := range kinds {
		kinds[i] = i % 2
	}
	q := questions{classes: 2}
	judge, err := taughtBy(ctx, q, materialOf(q, halves[0], kinds, sequence(n), tellingSteps), lessonSeed)
	if err != nil {
		return nil, fmt.Errorf("teach a classifier to tell samples from real images: %w", err)
	}
	defer judge.network.Close()
	return []core.Score{{
		Key: "told_apart", Direction: core.Neither,
		Value:    hits(judge.answer(halves[1]).classes, sequence(n), func(i int) int { return kinds[i] }),
		Identity: fmt.Sprintf("C2ST[%s, half teaches, %d steps or more]@%d", classifierName, tellingSteps, len(c.targets)),
	}}, nil
}

// lessonOrder is the order in which a classifier meets n samples.
func lessonOrder(seed uint64, n int) []int {
	return num.Permutation(num.NewStream(seed, "evaluation", "lesson"), 0, n)
}

// taughtBy is a classifier that knows nothing but the material. Its first weights
// are of the seed.
func taughtBy(ctx context.Context, q questions, m material, seed uint64) (*Classifier, error) {
	scratch, err := os.MkdirTemp("", "gander-lesson-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	if err := train(ctx, seed, m, q, scratch, nil); err != nil {
		return nil, err
	}
	return newClassifier(q, m.shape, scratch)
}

// materialOf is images and their classes in an order, for so many steps at least.
func materialOf(q questions, images sample.Batch, classes, order []int, least int) material {
	size := images.RowSize()
	return material{
		rows: images.Rows(), shape: images.Shape[1:], least: least,
		images: func(dst []float32, rows []int) {
			for i, row := range rows {
				for k, p := range images.U8[order[row]*size : (order[row]+1)*size] {
					dst[i*size+k] = sample.Dequantise(p)
				}
			}
		},
		answers: func(dst []float32, rows []int) {
			for i, row := range rows {
				dst[i*q.answers()+classes[order[row]]] = 1
			}
		},
	}
}

// byClass are kernel distances within each class that was asked for, in features
// x of samples: their mean and the largest. Classes with too few rows don't
// count.
func (c *closing) byClass(x Features, indices []int) []core.Score {
	if c.task != variant.LabelToImage {
		return nil
	}
	total, worst, counted := 0.0, 0.0, 0
	classes := c.styles(c.test)
	for _, class := range slices.Sorted(maps.Keys(classes)) { // sums have one order
		s := classes[class]
		own := s.among(indices)
		if min(len(own), len(s.reference)) < fewest {
			continue
		}
		d := KernelDistance(x.pick(own), c.features.pick(s.reference))
		if total += d; counted == 0 || d > worst {
			worst = d
		}
		counted++
	}
	if counted == 0 {
		return nil
	}
	identity := func(what string) string { return fmt.Sprintf("KD[%s/%s]@%d", c.eye().Name(), what, len(c.targets)) }
	return []core.Score{
		{Key: "kd_class", Identity: identity("by-class"), Direction: core.Lower, Value: total / float64(counted)},
		{Key: "kd_worst", Identity: identity("worst-class"), Direction: core.Lower, Value: worst},
	}
}
