package eval

import (
	"fmt"
	"math"

	"gander/core"
)

// contentOf are the columns of a classifier's run that tell what an image shows,
// whatever its style: the logits of the classes. Its features know the style as
// well; on negatives of four kinds of shapes images of others came to a cosine of
// 0.56 in them and true translations to 0.59, against 0.07 and 0.99 in the logits.
// They are taken where there are no classes.
func (c *Classifier) contentOf(run Features) Features {
	if c.classes == 0 {
		return run.columns(0, classifierSize)
	}
	return run.columns(classifierSize, classifierSize+c.classes)
}

func (c *Classifier) contentName() string {
	if c.classes == 0 {
		return c.Name()
	}
	return fmt.Sprintf("%s.%s/classes:%d", classifierName, c.hash[:6], c.classes)
}

// contentScore says how much of the content of the sources is left in their
// translations: the mean cosine between the two, about the mean of the sources,
// as identities of faces are compared. Handing sources back gets 1, images of
// others 0; what a true change of style leaves of it, the floor, may be less than 1,
// so more is no merit.
func (t *trial) contentScore(content Features, indices []int) core.Score {
	centre, _ := t.content.Moments()
	total := 0.0
	for row, i := range indices {
		total += cosine(content.Row(row), t.content.Row(i), centre)
	}
	return core.Score{
		Key: "identity_cosine", Direction: core.Neither, Value: total / float64(len(indices)),
		Identity: fmt.Sprintf("cosine to the source[%s, about the mean of sources]@%d", t.classifier.contentName(), len(t.targets)),
	}
}

// cosine is that of the angle between two points, seen from a third; 0 where one of
// them lies there.
func cosine(a, b, from []float64) float64 {
	var ab, aa, bb float64
	for k, c := range from {
		x, y := a[k]-c, b[k]-c
		ab, aa, bb = ab+float64(x*y), aa+float64(x*x), bb+float64(y*y)
	}
	if lengths := math.Sqrt(aa) * math.Sqrt(bb); lengths > 0 {
		return ab / lengths
	}
	return 0
}

// attributesMet is the share of samples that are taken to have just the attributes
// that they were asked for, each of them.
func (t *trial) attributesMet(logits Features, targets []int) float64 {
	met := 0
	for i, row := range targets {
		right := true
		for k, want := range t.test.Attributes(row) {
			right = right && (logits.Row(i)[k] > 0) == (want == 1)
		}
		if right {
			met++
		}
	}
	return float64(met) / float64(len(targets))
}
