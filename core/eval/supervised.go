package eval

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A supervised network is shown the pairs that translators are not: it tells
// how near to the truth a network of about their size comes at all. It is
// trained once on the training split, by one recipe, to the same bits
// everywhere, like the classifier.
//
// The network: a convolution of 5 × 5 with 16 channels, one of 4 × 4 that halves
// the plane and doubles the channels, three residual blocks, and the way back,
// where the image itself joins in before the last convolution. That gives what is
// to be added to the image, as bold letters keep most of their pixels. The domain
// asked for is beside the image as constant planes. Halved twice, letters of 32
// pixels lose the strokes that are to become bold: on typefaces that it is shown
// its error was then 0.89 of doing nothing after 600 steps of training, and 0.65
// after 500 with one halving.
type supervised struct {
	hash    string // of the weights, in hexadecimal
	domains int
	network *nn.Function
	error   float64 // of its own translations, see trial.error
	shown   float64 // the same on pairs of the split that it learnt from
	pairs   int     // so many
}

const (
	supervisedName  = "gander-pairs.v4"
	supervisedWidth = 16
	supervisedSteps = 1500
	supervisedRows  = 16 // a batch
	supervisedRate  = 2 * lessonRate
)

// A pair is two rows that show the same thing in two domains.
type pair struct{ from, to int }

// pairsOf are those of a file, each row with one of another domain; none where
// groups are unknown.
func pairsOf(f *data.File) []pair {
	groups, isPair := map[int][]int{}, pairer(f, variant.DomainToDomain)
	for row := range f.Rows() {
		if g := f.Group(row); g >= 0 && f.Domain(row) >= 0 {
			groups[g] = append(groups[g], row)
		}
	}
	var list []pair
	for to := range f.Rows() {
		if from, any := another(f, variant.DomainToDomain, to, groups[f.Group(to)], 0); any && isPair(from, to) {
			list = append(list, pair{from, to})
		}
	}
	return list
}

// supervise gives the network of the judge's dataset from the cache, or trained
// and put there; nil where the training split knows no pairs.
func (j *ImageJudge) supervise(ctx context.Context) (*supervised, error) {
	known := pairsOf(j.train)
	if len(known) == 0 {
		return nil, nil
	}
	dir, scratch, err := j.lessonDir("supervised", supervisedName)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	if _, err := os.Stat(filepath.Join(dir, weightsFile)); dir == "" || err != nil {
		if err := j.teachPairs(ctx, known, scratch); err != nil {
			return nil, err
		}
		if dir, err = settle(scratch, dir); err != nil {
			return nil, err
		}
	}
	return openSupervised(len(j.train.Header().Domains), j.train.Header().Shape, dir)
}

func supervisedLayers(shape []int) (body, last nn.Stack) {
	width := supervisedWidth
	body = nn.Stack{
		nn.Join{}, nn.Conv2D{Out: width, Kernel: 5, Pad: 2}, nn.ReLU{},
		nn.Conv2D{Out: 2 * width, Kernel: 4, Stride: 2, Pad: 1}, nn.ReLU{},
	}
	for range 3 {
		body = append(body, nn.Residual{nn.Conv2D{Out: 2 * width, Kernel: 3, Pad: 1}, nn.ReLU{}, nn.Conv2D{Out: 2 * width, Kernel: 3, Pad: 1}})
	}
	body = append(body,
		nn.ConvTranspose2D{Out: width, Kernel: 4, Stride: 2, Pad: 1, OutPad: 1}, nn.Crop{H: shape[0], W: shape[1]}, nn.ReLU{})
	return body, nn.Stack{nn.Conv2D{Out: shape[2], Kernel: 3, Pad: 1}}
}

// translated is the network's answer to images and the domains asked for.
func translated(g *nn.Graph, shape []int, images, domains *nn.Node, mode nn.Mode) (*nn.Node, []*nn.Network) {
	first, second := supervisedLayers(shape)
	body, last := g.Network("body", first), g.Network("last", second)
	seen := op.Concat(3, body.ApplyGiven(images, domains, mode), images)
	return op.Add(images, last.Apply(seen, mode)), []*nn.Network{body, last}
}

// teachPairs leaves the weights in dir.
func (j *ImageJudge) teachPairs(ctx context.Context, known []pair, dir string) error {
	device.Lock()
	defer device.Unlock()
	registry := nn.NewRegistry(nn.Float32, lessonSeed)
	defer registry.Close()
	program, err := nn.Compile(registry, func(g *nn.Graph) []nn.Stage { return pairLesson(g, j.train, known) })
	if err != nil {
		return err
	}
	defer program.Close()
	for range supervisedSteps {
		if err := cmp.Or(ctx.Err(), program.Step()); err != nil {
			return err
		}
	}
	return registry.Save(dir)
}

// pairLesson is the training step: a batch of pairs, the mean absolute error.
func pairLesson(g *nn.Graph, f *data.File, known []pair) []nn.Stage {
	h := f.Header()
	order := data.NewBatches(len(known), lessonSeed, "supervised")
	batch := func(k uint64) (from, to []int) {
		chosen := make([]int, supervisedRows)
		order.At(k*supervisedRows, chosen)
		for _, i := range chosen {
			from, to = append(from, known[i].from), append(to, known[i].to)
		}
		return from, to
	}
	input := func(name string, fill func(dst []float32, from, to []int), shape ...int) *nn.Node {
		return g.Input(name, func(dst []float32, k uint64) error {
			from, to := batch(k)
			fill(dst, from, to)
			return nil
		}, append([]int{supervisedRows}, shape...)...)
	}
	images := input("images", func(dst []float32, from, _ []int) { f.Floats(dst, from) }, h.Shape...)
	truth := input("truth", func(dst []float32, _, to []int) { f.Floats(dst, to) }, h.Shape...)
	domains := input("domains", func(dst []float32, _, to []int) { oneHot(dst, len(h.Domains), f.Domain, to) }, len(h.Domains))
	answer, networks := translated(g, h.Shape, images, domains, nn.Train)
	return []nn.Stage{{
		Name: "pairs", Fresh: []*nn.Node{images, truth, domains}, Loss: nn.L1(answer, truth), Train: networks,
		By: nn.Adam{Rate: nn.LinearDecay(supervisedRate, 0, supervisedSteps), Beta1: 0.9, Beta2: 0.999},
	}}
}

func oneHot(dst []float32, width int, of func(row int) int, rows []int) {
	clear(dst)
	for i, row := range rows {
		dst[i*width+of(row)] = 1
	}
}

// compare gives a trial of translations the network's error on its conditions.
func (j *ImageJudge) compare(ctx context.Context, t *trial) error {
	if t.task != variant.DomainToDomain {
		return nil
	}
	if _, known := t.error(batch(t.test, t.sources)); known == 0 {
		return nil
	}
	s, err := j.supervise(ctx)
	if err != nil || s == nil {
		return err
	}
	defer s.network.Close()
	shown := &trial{conditions: newConditions(j.train, t.task, len(t.targets)), test: j.train}
	s.error, _, err = s.errorOn(t)
	if err == nil {
		s.shown, s.pairs, err = s.errorOn(shown)
	}
	t.supervised = s
	return err
}

// errorOn is that of the network's answers to a trial's conditions.
func (s *supervised) errorOn(t *trial) (value float64, pairs int, err error) {
	answers, err := s.translate(t.test, t.conditions)
	if err != nil {
		return 0, 0, err
	}
	value, pairs = t.error(answers)
	return value, pairs, nil
}

// openSupervised reads weights that training has left in dir.
func openSupervised(domains int, shape []int, dir string) (*supervised, error) {
	weights, err := os.ReadFile(filepath.Join(dir, weightsFile))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(weights)
	device.Lock()
	defer device.Unlock()
	s := &supervised{hash: hex.EncodeToString(sum[:]), domains: domains}
	registry := nn.NewRegistry(nn.Float32, 0)
	s.network, err = nn.NewFunction(registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("images", nil, supervisedRows, shape[0], shape[1], shape[2])
		c := g.Input("domains", nil, supervisedRows, domains)
		out, _ := translated(g, shape, x, c, nn.Sample)
		return out, []*nn.Node{x, c}
	})
	if err != nil {
		return nil, err
	}
	return s, registry.LoadPart(dir)
}

// translate answers conditions as a translator would.
func (s *supervised) translate(test *data.File, c conditions) (sample.Batch, error) {
	images := batch(test, c.sources).Tensor()
	domains := make([]float32, len(c.targets)*s.domains)
	oneHot(domains, s.domains, test.Domain, c.targets)
	device.Lock()
	defer device.Unlock()
	out := images
	out.Data = make([]float32, len(images.Data))
	if err := s.network.Map(out.Data, images.Data, domains); err != nil {
		return sample.Batch{}, fmt.Errorf("translate with the supervised network: %w", err)
	}
	return sample.Of(out), nil
}
