package eval

import "math"

// meanCosine is the mean cosine of the angle between each row of x and that of y:
// how much of what a network sees in sources it sees in their translations (the
// identity preservation of face embeddings, of any content). 1 is the same; the
// floor says what a true change of style leaves of it, so 1 is no merit.
func meanCosine(x, y Features) float64 {
	total := 0.0
	for i := range x.Rows {
		total += cosine(x.Row(i), y.Row(i))
	}
	return total / float64(x.Rows)
}

// cosine is 0 where one of the two is nothing.
func cosine(a, b []float64) float64 {
	lengths := math.Sqrt(dot(a, a)) * math.Sqrt(dot(b, b))
	if lengths == 0 {
		return 0
	}
	return dot(a, b) / lengths
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
