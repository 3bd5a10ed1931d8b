package eval

import (
	"fmt"

	"gander/core"
	"gander/plugins/sample"
)

// pairs are samples that were asked for the same: neighbours in the order of the
// conditions, each in one pair.
func (c *closing) pairs(indices []int) [][2]int {
	var pairs [][2]int
	first := map[string]int{}
	for i, condition := range indices {
		what := ask(c.test, c.targets[condition], c.task)
		if other, waiting := first[what]; waiting {
			pairs = append(pairs, [2]int{other, i})
			delete(first, what)
			continue
		}
		first[what] = i
	}
	return pairs
}

// perceptual scores how far pairs of samples are apart to the classifier's eye, as the
// steps of a walk are measured: LPIPS of one layer without weights (Zhang et al. 2018,
// arXiv 1801.03924, eq. 1). From 0, where both are one image, to 2.
func (c *closing) perceptual(samples sample.Batch, indices []int) []core.Score {
	if c.classifier == nil {
		return nil
	}
	f := c.classifier.Features(samples)
	pairs := c.pairs(indices)
	apart := make([]float64, len(pairs))
	for k, p := range pairs {
		apart[k] = apartOnSphere(f.Row(p[0]), f.Row(p[1]))
	}
	return []core.Score{{
		Key: "pdist", Direction: core.Neither, Value: mean(apart),
		Identity: fmt.Sprintf("PDist[%s, pairs that were asked for the same]@%d", c.classifier.Name(), len(c.targets)),
	}}
}
