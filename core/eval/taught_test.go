package eval

import (
	"iter"
	"math"
	"slices"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// changedPictures are pictures whose header and rows are changed.
func changedPictures(t *testing.T, split string, n int, header func(*data.Header), row func(i int, s *data.Sample)) *data.File {
	t.Helper()
	h := plain.header(split, n)
	header(&h)
	stream := num.NewStream(5, split)
	var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range n {
			s := data.Sample{Label: i % 4, Pixels: picture(i%4, stream, uint64(i))}
			row(i, &s)
			if !yield(s, nil) {
				return
			}
		}
	}
	return written(t, h, rows)
}

// judgeOf has the judge of changed pictures learn what it can.
func judgeOf(t *testing.T, header func(*data.Header), row func(i int, s *data.Sample)) *ImageJudge {
	t.Helper()
	train, test := changedPictures(t, data.Train, 1200, header, row), changedPictures(t, data.Test, 300, header, row)
	j, err := NewImageJudge(train, test, samples, "")
	must(t, err)
	must(t, j.Teach(t.Context(), nil))
	return j
}

// ignoring is the label ignorer: each image is another's, who was asked for
// another class.
func ignoring(b sample.Batch) sample.Batch {
	size := b.RowSize()
	return change(b, func(i int, _ []byte) []byte {
		k := (i + 1) % b.Rows()
		return b.U8[k*size : (k+1)*size]
	})
}

// What a classifier learns from samples: as much as from real images if they
// are real, little if they are noisy or if classes are missing, nothing if
// labels mean nothing.
func TestClassificationAccuracy(t *testing.T) {
	j := taught(t, plain, warm).For(variant.LabelToImage)
	real := copies(j)
	honest, liar := finished(t, j, real), finished(t, j, ignoring(real))
	if cas := honest["cas"]; cas.Value != *cas.Floor || cas.Value < 0.8 || *cas.Ceiling > 0.5 {
		t.Errorf("CAS of training images is %v, its floor %v, of noise %v", cas.Value, *cas.Floor, *cas.Ceiling)
	}
	if cas := liar["cas"].Value; cas > 0.45 {
		t.Errorf("CAS of random classes is %v, not near a quarter", cas)
	}
	for _, key := range []string{"kd_class", "kd_worst"} {
		if kd := honest[key]; kd.Value != *kd.Floor || liar[key].Value < 10*kd.Value {
			t.Errorf("%s is %v of real images, whose floor is %v, and %v of random classes", key, kd.Value, *kd.Floor, liar[key].Value)
		}
	}
	near(t, "mind, which ignores classes,", liar["mind"].Value, honest["mind"].Value, 1e-9)

	one := j.train.Row(0) // of the class 0, whatever is asked for
	missing := finished(t, j, change(real, func(i int, p []byte) []byte {
		if c := newConditions(j.test, j.task, samples); j.test.Label(c.targets[i]) == 3 {
			return one
		}
		return p
	}))
	if worst, mean := missing["kd_worst"].Value, missing["kd_class"].Value; worst < 3*mean {
		t.Errorf("one class is missing: kd_worst is %v, kd_class %v", worst, mean)
	}
	if cas := missing["cas"].Value; cas > honest["cas"].Value-0.1 {
		t.Errorf("CAS is %v with a class missing and %v with none", cas, honest["cas"].Value)
	}
}

// The score is the mean over classifiers that differ: by the weights that they
// begin with and by the order in which they meet the samples.
func TestSeedsOfClassificationAccuracy(t *testing.T) {
	j := taught(t, plain, warm).For(variant.LabelToImage)
	b := change(copies(j), noisy(60))
	c, err := j.closing(t.Context(), b)
	must(t, err)
	asked := make([]int, b.Rows())
	for i, row := range c.targets {
		asked[i] = j.test.Label(row)
	}
	rows := sequence(j.test.Rows())
	marksOf := func(seed uint64) float64 {
		pupil, err := taughtBy(t.Context(), questions{classes: 4}, materialOf(questions{classes: 4}, b, asked, lessonOrder(seed, b.Rows()), 1), seed)
		must(t, err)
		defer pupil.network.Close()
		return hits(pupil.answer(batch(j.test, rows)).classes, rows, j.test.Label)
	}
	marks := []float64{marksOf(1), marksOf(2), marksOf(3)}
	got := finished(t, j, b)
	near(t, "the mean over seeds", got["cas"].Value, mean(marks), 1e-12)
	near(t, "the deviation over seeds", got["cas_seeds"].Value, math.Sqrt(variance(marks)), 1e-12)
	if got["cas_seeds"].Value == 0 {
		t.Errorf("three seeds learn the very same: %v", marks)
	}
	if again := marksOf(2); again != marks[1] {
		t.Errorf("seed 2 gets %v, then %v", marks[1], again)
	}
	if want := "CAS[" + classifierName + " taught by samples, 3 seeds, tested on 300 real]@256"; got["cas"].Identity != want {
		t.Errorf("the identity is %s, want %s", got["cas"].Identity, want)
	}
}

// Data without anything to ask for get a classifier of real and generated ones.
func TestToldApart(t *testing.T) {
	bare := func(h *data.Header) { h.Classes = nil }
	j := judgeOf(t, bare, func(_ int, s *data.Sample) { s.Label = -1 })
	fresh := batch(changedPictures(t, data.Validation, samples, bare, func(_ int, s *data.Sample) { s.Label = -1 }), sequence(samples))
	real, strong := finished(t, j, fresh)["told_apart"], finished(t, j, change(fresh, blurred(4)))["told_apart"]
	near(t, "fresh images told apart", real.Value, 0.5, 0.12)
	if strong.Value < 0.97 || *real.Ceiling < 0.95 {
		t.Errorf("blurred images are told apart by %v, noise by %v", strong.Value, *real.Ceiling)
	}
	// With 128 of each kind to learn from, a pixel's blur is seen by 0.92 (sd 0.02),
	// whatever weights the classifier begins with.
	if slight := finished(t, j, change(fresh, blurred(1)))["told_apart"].Value; slight < 0.86 {
		t.Errorf("slightly blurred images are told apart by %v", slight)
	}
	near(t, "training images told apart", *real.Floor, 0.5, 0.12)
	if _, any := finished(t, newJudge(t, plain, warm), copies(newJudge(t, plain, warm)))["told_apart"]; any {
		t.Error("data with classes got a classifier of real and generated images")
	}
}

// Data with domains and no classes get a classifier of the domains.
func TestDomainsWithoutClasses(t *testing.T) {
	j := judgeOf(t, func(h *data.Header) { h.Classes, h.Domains = nil, []string{"positive", "negative"} }, func(i int, s *data.Sample) {
		s.Label, s.Domain = -1, i%2
		if s.Domain == 1 {
			s.Pixels = negative(s.Pixels)
		}
	}).For(variant.DomainToDomain)
	c := newConditions(j.test, j.task, samples)
	truth, idle := judged(t, j, batch(j.test, c.targets)), judged(t, j, batch(j.test, c.sources))
	near(t, "domain accuracy of the truth", truth["domain_accuracy"].Value, 1, 0.01)
	near(t, "domain accuracy of the sources", idle["domain_accuracy"].Value, 0, 0.01)
	if idle["kd_cnn"].Value < 10*truth["kd_cnn"].Value {
		t.Errorf("kd_cnn is %v of the truth and %v of the sources", truth["kd_cnn"].Value, idle["kd_cnn"].Value)
	}
}

// Each attribute has errors of its own: of the second alone, if that is what a
// translator ignores.
func TestErrorsOfEachAttribute(t *testing.T) {
	j := judgeOf(t, func(h *data.Header) { h.Attributes, h.Groups = []string{"negative", "framed"}, h.Rows/4 }, func(i int, s *data.Sample) {
		s.Label, s.Group = i/4%4, i/4
		s.Pixels = picture(i/4%4, num.NewStream(6), uint64(i/4))
		s.Attributes = []uint8{uint8(i % 2), uint8(i / 2 % 2)}
		dress(s.Pixels, s.Attributes)
	}).For(variant.AttributeTo)
	c := newConditions(j.test, j.task, samples)
	lazy := batch(j.test, c.targets)
	size := lazy.RowSize()
	for i := range c.targets {
		source := slices.Clone(j.test.Row(c.sources[i]))
		if j.test.Attributes(c.sources[i])[0] != j.test.Attributes(c.targets[i])[0] {
			source = negative(source)
		}
		copy(lazy.U8[i*size:], source) // the first attribute as asked, the second as it was
	}
	got := finished(t, j, lazy)
	near(t, "error of what it changes", got["changed_error:negative"].Value, 0, 0.05)
	near(t, "error of what it should have changed", got["changed_error:framed"].Value, 1, 0.1)
	near(t, "error of what it was to keep", got["kept_error:framed"].Value, 0, 0.1)
}

// dress frames a picture and inverts it, as its attributes say.
func dress(p []byte, attributes []uint8) {
	for i := range p {
		if y, x := i/side, i%side; attributes[1] == 1 && (min(x, y) == 0 || max(x, y) == side-1) {
			p[i] = 255
		}
		if attributes[0] == 1 {
			p[i] = 255 - p[i]
		}
	}
}
