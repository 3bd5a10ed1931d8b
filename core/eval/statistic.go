package eval

import (
	"gander/core"
	"gander/plugins/variant"
)

// A statistic is a score of features, whatever extractor they are from.
type statistic struct {
	key, name string
	settings  string // of the statistic, for the identity
	direction core.Direction
	// byStyle says that translations are scored style by style; otherwise over
	// all of them, or not at all.
	byStyle, whole bool
	asked          bool // only where samples are asked to show something
	distance       bool // from real images
	// byDomain says that each domain has a score of its own.
	byDomain bool
}

// The statistics that are computed at every evaluation.
var statistics = []statistic{
	{key: "kd", name: "KD", direction: core.Lower, byStyle: true, distance: true, byDomain: true},
	{key: "fd", name: "FD", direction: core.Lower, whole: true, distance: true},
	{key: "agreement", name: "1-NN", direction: core.Higher, asked: true},
	{key: "precision", name: "P", settings: "k=3", direction: core.Higher, byStyle: true},
	{key: "recall", name: "R", settings: "k=3", direction: core.Higher, byStyle: true},
	{key: "density", name: "D", settings: "k=5", direction: core.Higher, byStyle: true, byDomain: true},
	{key: "coverage", name: "C", settings: "k=5", direction: core.Higher, byStyle: true, byDomain: true},
	{key: "diversity", name: "diversity", direction: core.Neither},
}

// fits says whether a task has the statistic. The Fréchet distance needs more
// samples than a style has.
func (s statistic) fits(task variant.Task, styles bool) bool {
	return !(s.whole && styles) && !(s.asked && !asks(task))
}

// ofStyle says whether each style of a task has a score of the statistic: each domain,
// and of combinations of attributes, which may be many, the distance alone and not in
// every panel.
func (s statistic) ofStyle(task variant.Task, p panel) bool {
	if task == variant.DomainToDomain {
		return s.byDomain && (s.distance || !p.distances)
	}
	return s.byDomain && s.distance && !p.distances
}

// styleKey is the key of a statistic within one style. That of attributes stands behind
// what says more, see Keys.
func styleKey(key string, task variant.Task) string {
	if task == variant.DomainToDomain {
		return key
	}
	return key + "_target"
}

// asks says whether samples of a task are asked to show something.
func asks(task variant.Task) bool { return task == variant.LabelToImage || translates(task) }

// byStyle are the statistics of samples in one style.
func byStyle(samples Features, real manifold) map[string]float64 {
	own := newManifold(samples, usual.most())
	m := meet(own, real, usual)
	return map[string]float64{
		"kd":        m.kernelDistance(),
		"precision": m.precision(),
		"recall":    m.recall(),
		"density":   m.density(usual.density),
		"coverage":  m.coverage(usual.density),
	}
}
