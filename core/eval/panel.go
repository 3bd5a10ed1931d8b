package eval

import (
	"gonum.org/v1/gonum/mat"

	"gander/plugins/sample"
)

// A panel is networks whose scores are averaged, with what each of them sees in
// the reference rows.
type panel struct {
	name       string // of the extractors together
	suffix     string // of the keys of its scores
	distances  bool   // the panel gives distances alone
	known      family // of published weights, whose scores have names of their own
	extractors []extractor
	references []reference
}

// An extractor turns images into features, a row for each.
type extractor interface {
	Name() string
	look(sample.Batch) (Features, error)
}

func (e *Extractor) look(images sample.Batch) (Features, error)  { return e.Features(images), nil }
func (c *Classifier) look(images sample.Batch) (Features, error) { return c.Features(images), nil }

// refer has the extractors look at the reference rows.
func (p *panel) refer(real sample.Batch, strata []stratum) error {
	for _, e := range p.extractors {
		f, err := e.look(real)
		if err != nil {
			return err
		}
		p.references = append(p.references, newReference(f, strata))
	}
	return nil
}

// A reference is what an extractor sees in the reference rows.
type reference struct {
	all    Features
	strata []manifold
	spread float64
	gauss  gaussian
	root   *mat.Dense // of its covariance
}

func newReference(all Features, strata []stratum) reference {
	r := reference{all: all, spread: spread(all), gauss: newGaussian(all)}
	r.root = squareRoot(r.gauss.cov)
	for _, s := range strata {
		r.strata = append(r.strata, newManifold(all.pick(s.reference), usual.most()))
	}
	return r
}
