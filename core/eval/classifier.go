package eval

import (
	"context"
	"fmt"
	"math"
	"sync"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// A Classifier tells what images of a dataset show: their class, their domain,
// their attributes, whichever of them the dataset knows. It is a small
// convolutional network that is trained once, on real training images alone,
// by one recipe, before any variant; the same data give the same weights, to
// the bit, on every machine.
//
// The network: convolutions of 3 × 3, one with 8 channels at full size, which sees
// edges, and then of stride 2 with 32, 64, 128 and so on channels, 256 at most,
// until the shorter side has at most four pixels, two of them at least; a dense
// layer of 128, whose activations are the features; a linear answer for each
// class, domain and attribute. Batch normalisation follows the convolutions, and
// ReLU all layers but the last.
type Classifier struct {
	questions
	hash    string // of the weights, in hexadecimal
	stated  Card
	scale   float64
	network *nn.Function
}

// questions are how many answers the network gives of each kind.
type questions struct{ classes, domains, attributes int }

func questionsOf(h data.Header) questions {
	return questions{len(h.Classes), len(h.Domains), len(h.Attributes)}
}

func (q questions) answers() int { return q.classes + q.domains + q.attributes }

const (
	classifierName = "gander-cnn.v3"
	classifierSize = 128 // features
	classifierRows = 64  // a batch

	calibrationRows = 1024 // settle a root mean square to a few per cent
)

// device is the machine's arithmetic, which takes one call at a time.
var device sync.Mutex

// Name identifies the network by its weights, and the features that it gives.
func (c *Classifier) Name() string {
	return fmt.Sprintf("%s.%s/fc:%d", classifierName, c.hash[:6], classifierSize)
}

// Features are the activations of the last hidden layer, in units of their root
// mean square over training images.
func (c *Classifier) Features(images sample.Batch) Features {
	f := c.run(images).columns(0, classifierSize)
	for i := range f.Data {
		f.Data[i] *= c.scale
	}
	return f
}

// calibrate finds the unit of the features.
func (c *Classifier) calibrate(f *data.File) {
	c.scale = 1
	seen := c.Features(batch(f, sequence(min(f.Rows(), calibrationRows))))
	if meanSquare := dot(seen.Data, seen.Data) / float64(len(seen.Data)); meanSquare > 0 {
		c.scale = 1 / math.Sqrt(meanSquare)
	}
}

// run gives features and answers side by side, a row for each image.
func (c *Classifier) run(images sample.Batch) Features {
	device.Lock()
	defer device.Unlock()
	out := make([]float32, images.Rows()*(classifierSize+c.answers()))
	if err := c.network.Map(out, images.Tensor().Data); err != nil {
		panic("eval: classify: " + err.Error()) // it has no step that can fail
	}
	f := NewFeatures(images.Rows(), classifierSize+c.answers())
	for i, v := range out {
		f.Data[i] = float64(v)
	}
	return f
}

// columns copies those from one to before another.
func (f Features) columns(from, to int) Features {
	part := NewFeatures(f.Rows, to-from)
	for i := range f.Rows {
		copy(part.Row(i), f.Row(i)[from:to])
	}
	return part
}

// trunk is the network up to its features, head what answers.
func trunk(shape []int) nn.Stack {
	var layers nn.Stack
	add := func(channels, stride int) {
		layers = append(layers, nn.Conv2D{Out: channels, Kernel: 3, Stride: stride, Pad: 1, NoBias: true}, nn.BatchNorm{}, nn.ReLU{})
	}
	add(8, 1)
	side := min(shape[0], shape[1])
	for n := 0; n < 2 || side > 4; n++ {
		add(min(32<<n, 256), 2)
		side = (side + 1) / 2
	}
	return append(layers, nn.Flatten{}, nn.Linear{Out: classifierSize}, nn.ReLU{})
}

func (q questions) head() nn.Layer { return nn.Linear{Out: q.answers()} }

// newClassifier reads weights that training has left in dir.
func newClassifier(q questions, shape []int, dir string) (*Classifier, error) {
	device.Lock()
	defer device.Unlock()
	c := &Classifier{questions: q}
	registry := nn.NewRegistry(nn.Float32, 0)
	var err error
	c.network, err = nn.NewFunction(registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("images", nil, classifierRows, shape[0], shape[1], shape[2])
		features := g.Network("trunk", trunk(shape)).Apply(x, nn.Sample)
		answers := g.Network("head", q.head()).Apply(features, nn.Sample)
		return op.Concat(1, features, answers), []*nn.Node{x}
	})
	if err != nil {
		return nil, err
	}
	if err := registry.LoadPart(dir); err != nil {
		return nil, err
	}
	return c, nil
}

// Teach gives the judge the dataset's own classifier: from the cache, or
// trained and put there. Without classes, domains or attributes there is
// nothing to learn, and the judge stays as it is. It must be called before the
// first sample is judged. progress is told of the steps done and their number;
// it may be nil.
func (j *ImageJudge) Teach(ctx context.Context, progress func(done, of int)) error {
	q := questionsOf(j.train.Header())
	if q.answers() == 0 {
		return nil
	}
	c, err := j.learn(ctx, q, progress)
	if err != nil {
		return fmt.Errorf("train the classifier of dataset %s: %w", j.train.Header().Name, err)
	}
	j.classifier = c
	return nil
}
