package eval

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
	"gander/plugins/variant/data"
)

// The recipe of the classifier: Adam at 0.001, falling evenly to 0, on batches
// of 64, for ten epochs or 1500 steps, whichever is less. More steps add some
// tenths of a per cent on digits and take longer than a short run.
const (
	lessonEpochs = 10
	lessonSteps  = 1500
	lessonRate   = 1e-3
	lessonSeed   = 0
)

// weightsFile is where a registry keeps its state, cardFile who the classifier
// is.
const (
	weightsFile = "state.safetensors"
	cardFile    = "card.json"
)

// learn takes the classifier from the cache, or trains it.
func (j *ImageJudge) learn(ctx context.Context, q questions, progress func(done, of int)) (*Classifier, error) {
	shape := j.train.Header().Shape
	dir, scratch, err := j.lessonDir("classifier", classifierName)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	if !kept(dir) {
		if err := train(ctx, lessonSeed, j.material(q), q, scratch, progress); err != nil {
			return nil, err
		}
		if dir, err = j.keep(q, scratch, dir); err != nil {
			return nil, err
		}
	}
	c, err := open(q, shape, dir)
	if err != nil {
		return nil, err
	}
	c.calibrate(j.train)
	text, err := os.ReadFile(filepath.Join(dir, cardFile))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &c.stated); err != nil {
		return nil, fmt.Errorf("read %s (remove its folder to have it made again): %w", filepath.Join(dir, cardFile), err)
	}
	return c, nil
}

// kept says whether dir holds a classifier; the card is written last.
func kept(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, cardFile))
	return dir != "" && err == nil
}

// lessonDir is where the classifier is kept, empty without a cache, and a
// folder to train in.
func (j *ImageJudge) lessonDir(kind, recipe string) (dir, scratch string, err error) {
	if j.cache != "" {
		sum := sha256.Sum256(fmt.Appendln(nil, recipe, j.train.Header().SHA256))
		dir = filepath.Join(j.cache, fmt.Sprintf("%s-%x", kind, sum[:8]))
	}
	scratch, err = os.MkdirTemp(j.cache, "."+kind+"-*")
	return dir, scratch, err
}

// open reads the classifier in dir, whose weights give it its name.
func open(q questions, shape []int, dir string) (*Classifier, error) {
	weights, err := os.ReadFile(filepath.Join(dir, weightsFile))
	if err != nil {
		return nil, err
	}
	c, err := newClassifier(q, shape, dir)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(weights)
	c.hash = hex.EncodeToString(sum[:])
	return c, nil
}

// A Card says who a classifier is and how often it is right on test images.
type Card struct {
	Name       string   `json:"name"`
	SHA256     string   `json:"sha256"` // of the weights' file
	Data       string   `json:"data"`   // SHA-256 of the training split
	Classes    *float64 `json:"class_accuracy,omitempty"`
	Domains    *float64 `json:"domain_accuracy,omitempty"`
	Attributes *float64 `json:"attribute_accuracy,omitempty"` // over all attributes
}

// String says how often the classifier is right on test images.
func (c Card) String() string {
	var parts []string
	for _, p := range []struct {
		share *float64
		of    string
	}{{c.Classes, "classes"}, {c.Domains, "domains"}, {c.Attributes, "attributes"}} {
		if p.share != nil {
			parts = append(parts, fmt.Sprintf("%.1f %% of the %s", 100**p.share, p.of))
		}
	}
	return fmt.Sprintf("%s.%s, right on %s of test images", c.Name, c.SHA256[:6], strings.Join(parts, ", "))
}

// Card is that of the judge's classifier; ok is false without one.
func (j *ImageJudge) Card() (card Card, ok bool) {
	if j.classifier == nil {
		return Card{}, false
	}
	return j.classifier.stated, true
}

// keep writes the card beside the weights and gives both their final place,
// if there is one.
func (j *ImageJudge) keep(q questions, scratch, dir string) (string, error) {
	c, err := open(q, j.train.Header().Shape, scratch)
	if err != nil {
		return "", err
	}
	defer c.network.Close()
	text, err := json.MarshalIndent(j.card(c), "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(scratch, cardFile), append(text, '\n'), 0o666); err != nil {
		return "", err
	}
	return settle(scratch, dir)
}

// settle gives what a lesson has left its final place, if there is one.
func settle(scratch, dir string) (string, error) {
	if dir == "" {
		return scratch, nil
	}
	if err := os.Rename(scratch, dir); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err // another process may have been faster: its weights are the same
	}
	return dir, nil
}

// A material is what a classifier is taught by.
type material struct {
	rows    int
	shape   []int // of an image
	images  func(dst []float32, rows []int)
	answers func(dst []float32, rows []int) // the right ones, dst is zeroed
	least   int                             // steps to teach it by, whatever the epochs
}

// material is the training split.
func (j *ImageJudge) material(q questions) material {
	return material{rows: j.train.Rows(), shape: j.train.Header().Shape, images: j.train.Floats, least: 1,
		answers: func(dst []float32, rows []int) { q.truths(dst, j.train, rows) }}
}

// train leaves the weights in dir, which began as those of the seed.
func train(ctx context.Context, seed uint64, m material, q questions, dir string, progress func(done, of int)) error {
	steps := min(lessonSteps, max(m.least, lessonEpochs*m.rows/classifierRows))
	device.Lock()
	defer device.Unlock()
	registry := nn.NewRegistry(nn.Float32, seed)
	defer registry.Close()
	program, err := nn.Compile(registry, func(g *nn.Graph) []nn.Stage { return q.lesson(g, m, uint64(steps)) })
	if err != nil {
		return err
	}
	defer program.Close()
	for i := range steps {
		if err := cmp.Or(ctx.Err(), program.Step()); err != nil {
			return err
		}
		if progress != nil {
			progress(i+1, steps)
		}
	}
	return registry.Save(dir)
}

// lesson is the training step: one batch, the cross entropies of what it asks.
func (q questions) lesson(g *nn.Graph, m material, steps uint64) []nn.Stage {
	order := data.NewBatches(m.rows, lessonSeed, "classifier")
	rows := make([]int, classifierRows)
	images := g.Input("images", func(dst []float32, k uint64) error {
		order.At(k*classifierRows, rows)
		m.images(dst, rows)
		grain(dst, k)
		return nil
	}, classifierRows, m.shape[0], m.shape[1], m.shape[2])
	truth := g.Input("truth", func(dst []float32, k uint64) error {
		order.At(k*classifierRows, rows)
		clear(dst)
		m.answers(dst, rows)
		return nil
	}, classifierRows, q.answers())
	body, head := g.Network("trunk", trunk(m.shape)), g.Network("head", q.head())
	answers := head.Apply(body.Apply(images, nn.Train), nn.Train)
	return []nn.Stage{{
		Name: "lesson", Fresh: []*nn.Node{images, truth}, Loss: q.loss(answers, truth), Train: []*nn.Network{body, head},
		By: nn.Adam{Rate: nn.LinearDecay(lessonRate, 0, steps), Beta1: 0.9, Beta2: 0.999},
	}}
}

// truths are the right answers for rows: one-hot class and domain, attributes.
func (q questions) truths(dst []float32, f *data.File, rows []int) {
	for i, row := range rows {
		own := dst[i*q.answers() : (i+1)*q.answers()]
		if q.classes > 0 {
			own[f.Label(row)] = 1
		}
		if q.domains > 0 {
			own[q.classes+f.Domain(row)] = 1
		}
		for k, a := range f.Attributes(row) {
			own[q.classes+q.domains+k] = float32(a)
		}
	}
}

// loss adds up the cross entropies of the questions.
func (q questions) loss(answers, truth *nn.Node) *nn.Node {
	var loss *nn.Node
	add := func(from, n int, of func(x, t *nn.Node) *nn.Node) {
		if n == 0 {
			return
		}
		own := of(op.Slice(answers, 1, from, from+n), op.Slice(truth, 1, from, from+n))
		if loss == nil {
			loss = own
			return
		}
		loss = op.Add(loss, own)
	}
	add(0, q.classes, nn.CrossEntropy)
	add(q.classes, q.domains, nn.CrossEntropy)
	add(q.classes+q.domains, q.attributes, nn.BinaryCrossEntropy)
	return loss
}

// mostGrain is the largest standard deviation of the noise on a training image,
// where black is -1 and white 1.
const mostGrain = 0.15

// grain puts noise on the images of batch k, of a strength of its own on each, none
// to the most: a classifier of flat colours that never saw any takes the faintest
// for an edge.
func grain(images []float32, k uint64) {
	s := num.NewStream(lessonSeed, "classifier", "grain")
	size := len(images) / classifierRows
	for i := range classifierRows {
		first := (k*classifierRows + uint64(i)) * uint64(size+1)
		sd := mostGrain * s.Float64(first)
		for p := range size {
			v := &images[i*size+p]
			*v = max(-1, min(1, *v+float32(sd*s.Normal(first+1+uint64(p)))))
		}
	}
}
