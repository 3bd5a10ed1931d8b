package eval

// PrecisionRecall are the improved precision and recall of Kynkäänniemi et al.
// 2019 (arXiv 1904.06991, eqs. 1–3): the share of samples that lie in the ball
// of a real row, which reaches to its k-th nearest real row, and the share of
// real rows that lie in the ball of a sample. They panic on fewer than two rows
// or on rows of different lengths.
func PrecisionRecall(samples, real Features, k int) (precision, recall float64) {
	m := meet(newManifold(samples, k), newManifold(real, k), reach{k, k})
	return m.precision(), m.recall()
}

// DensityCoverage are those of Naeem et al. 2020 (arXiv 2002.09797, eqs. 3–4):
// how many real balls a sample lies in, over k on average, and the share of
// real rows in whose ball a sample lies. Of equal distributions density is 1
// and coverage 1 − 2^(−k). They panic as PrecisionRecall does.
func DensityCoverage(samples, real Features, k int) (density, coverage float64) {
	m := meet(newManifold(samples, k), newManifold(real, k), reach{k, k})
	return m.density(k), m.coverage(k)
}

// OneNearest is the accuracy of the classifier that takes a row for what its
// nearest other row is, among the samples and among the real rows, each left
// out in turn (Lopez-Paz and Oquab 2017; Xu et al. 2018, arXiv 1806.07755, §3).
// Of equal distributions, as many of each, both are ½; 1 is separable, 0 is
// each sample beside a real row of its own. A sample as far from a real row as
// from a sample counts half.
func OneNearest(samples, real Features) (ofSamples, ofReal float64) {
	m := meet(newManifold(samples, 1), newManifold(real, 1), reach{1, 1})
	return m.oneNearest()
}

func (m *meeting) precision() float64 { return share(m.bySample.inside) }
func (m *meeting) recall() float64    { return share(m.byReal.inside) }

func (m *meeting) density(k int) float64 {
	balls := 0
	for _, n := range m.bySample.balls {
		balls += n
	}
	return float64(balls) / float64(k) / float64(len(m.bySample.balls))
}

func (m *meeting) coverage(k int) float64 {
	covered := make([]bool, m.real.Rows)
	for j, d := range m.byReal.nearest {
		covered[j] = d < m.real.radius(j, k)
	}
	return share(covered)
}

func (m *meeting) kernelDistance() float64 {
	return m.samples.within + m.real.within - 2*m.between
}

func (m *meeting) oneNearest() (ofSamples, ofReal float64) {
	return apart(m.bySample.nearest, m.samples), apart(m.byReal.nearest, m.real)
}

// apart is the share of rows that are nearer to their own kind.
func apart(nearest []float64, own manifold) float64 {
	score := 0.0
	for i, other := range nearest {
		switch d := own.radius(i, 1); {
		case d < other:
			score++
		case d == other:
			score += 0.5
		}
	}
	return score / float64(len(nearest))
}

func share(of []bool) float64 {
	n := 0
	for _, yes := range of {
		if yes {
			n++
		}
	}
	return float64(n) / float64(len(of))
}
