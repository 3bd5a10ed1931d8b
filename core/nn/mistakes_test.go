package nn_test

import (
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// A mistake is what the author of a variant may write, in a small GAN of images
// of 8×8 pixels.
type mistake struct {
	generator, discriminator []nn.Layer
	stages                   func(w world) []nn.Stage
}

// A world is what an author's training step is made of.
type world struct {
	*nn.Graph
	generator, discriminator *nn.Network
	z, real, fake            *nn.Node
	adam                     nn.Adam
}

func (w world) judge(x *nn.Node) *nn.Node { return w.discriminator.Apply(x, nn.Train) }

func (w world) lossD() *nn.Node { return nn.Hinge.Discriminator(w.judge(w.real), w.judge(w.fake)) }
func (w world) lossG() *nn.Node { return nn.Hinge.Generator(w.judge(w.fake)) }

// right is the training step without a mistake.
func (w world) right() []nn.Stage {
	return []nn.Stage{
		{Name: "discriminator", Fresh: []*nn.Node{w.z, w.real}, Loss: w.lossD(), Train: []*nn.Network{w.discriminator}, By: w.adam},
		{Name: "generator", Loss: w.lossG(), Train: []*nn.Network{w.generator}, By: w.adam},
	}
}

// but is right with something changed.
func but(change func(w world, d, g *nn.Stage)) func(world) []nn.Stage {
	return func(w world) []nn.Stage {
		stages := w.right()
		change(w, &stages[0], &stages[1])
		return stages
	}
}

func (m mistake) compile() error {
	const batch = 4
	_, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) []nn.Stage {
		if m.generator == nil {
			m.generator = []nn.Layer{nn.Linear{Out: 2 * 2 * 6}, nn.Reshape{2, 2, 6}, nn.ReLU{}, nn.ConvTranspose2D{Out: 3, Kernel: 4, Stride: 4}, nn.Tanh{}}
		}
		if m.discriminator == nil {
			m.discriminator = []nn.Layer{nn.Conv2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1}, nn.LeakyReLU{Slope: .2}, nn.Flatten{}, nn.Linear{Out: 1}}
		}
		if m.stages == nil {
			m.stages = world.right
		}
		w := world{
			Graph: g, generator: g.Network("generator", m.generator...), discriminator: g.Network("discriminator", m.discriminator...),
			z: g.Input("z", noise(1, "z"), batch, 5), real: g.Input("real", noise(1, "real"), batch, 8, 8, 3),
			adam: nn.Adam{Rate: nn.Constant(1e-3), Beta1: .5, Beta2: .999},
		}
		w.fake = w.generator.Apply(w.z, nn.Train)
		return m.stages(w)
	})
	return err
}

var mistakes = map[string]mistake{
	"an image with other channels":            {generator: []nn.Layer{nn.Linear{Out: 8 * 8}, nn.Reshape{8, 8, 1}}},
	"an image of another size":                {generator: []nn.Layer{nn.Linear{Out: 6 * 6 * 3}, nn.Reshape{6, 6, 3}}},
	"a kernel larger than the plane":          {discriminator: []nn.Layer{nn.Conv2D{Out: 4, Kernel: 4, Stride: 4}, nn.Conv2D{Out: 8, Kernel: 3}}},
	"a linear layer of an image":              {discriminator: []nn.Layer{nn.Conv2D{Out: 4, Kernel: 3}, nn.Linear{Out: 1}}},
	"a convolution of a vector":               {generator: []nn.Layer{nn.Linear{Out: 48}, nn.ConvTranspose2D{Out: 3, Kernel: 4}}},
	"a reshape to other sizes":                {generator: []nn.Layer{nn.Linear{Out: 10}, nn.Reshape{2, 2, 3}}},
	"no number of outputs":                    {discriminator: []nn.Layer{nn.Flatten{}, nn.Linear{}}},
	"no kernel":                               {discriminator: []nn.Layer{nn.Conv2D{Out: 4, Stride: 2}}},
	"a residual block that changes the shape": {discriminator: []nn.Layer{nn.Residual{nn.Conv2D{Out: 3, Kernel: 4, Stride: 2, Pad: 1}}}},
	"channels that make no blocks":            {generator: []nn.Layer{nn.Linear{Out: 4 * 4 * 3}, nn.Reshape{4, 4, 3}, nn.PixelShuffle{Factor: 2}}},
	"a crop larger than the image":            {generator: []nn.Layer{nn.Linear{Out: 4 * 4 * 3}, nn.Reshape{4, 4, 3}, nn.Crop{H: 8, W: 8}}},
	"a condition that is not given":           {generator: []nn.Layer{nn.Join{}, nn.Linear{Out: 192}, nn.Reshape{8, 8, 3}}},
	"a condition for another batch": {stages: func(w world) []nn.Stage {
		y := w.Input("y", nil, 3, 2)
		w.Network("conditional", nn.Join{}, nn.Linear{Out: 1}).ApplyGiven(w.z, y, nn.Train)
		return nil
	}},
	"a concatenation of different sizes": {stages: func(w world) []nn.Stage {
		op.Concat(3, w.real, w.Constant(0, 4, 4, 4, 3))
		return nil
	}},
	"a loss that is not a scalar":   {stages: but(func(w world, d, _ *nn.Stage) { d.Loss = w.judge(w.fake) })},
	"a report that is not a scalar": {stages: but(func(w world, d, _ *nn.Stage) { d.Report = []nn.Scalar{{Key: "d_real", Value: w.judge(w.real)}} })},
	"a report without a value":      {stages: but(func(w world, d, _ *nn.Stage) { d.Report = []nn.Scalar{{Key: "d_real"}} })},
	"two reports of one key": {stages: but(func(w world, d, g *nn.Stage) {
		d.Report, g.Report = []nn.Scalar{{Key: "loss", Value: d.Loss}}, []nn.Scalar{{Key: "loss", Value: g.Loss}}
	})},
	"a network that no stage trains": {stages: but(func(w world, _, g *nn.Stage) { g.Train, g.Loss, g.By, g.Also = nil, nil, nil, []*nn.Node{w.fake} })},
	"the wrong network": {stages: but(func(w world, d, _ *nn.Stage) {
		d.Train, d.Loss = []*nn.Network{w.generator}, nn.Hinge.Generator(w.judge(w.real))
	})},
	"a network that is never applied":    {stages: but(func(w world, d, _ *nn.Stage) { d.Train = append(d.Train, w.Network("spare", nn.Linear{Out: 1})) })},
	"the same network twice":             {stages: but(func(w world, d, _ *nn.Stage) { d.Train = append(d.Train, w.discriminator) })},
	"the same input twice":               {stages: func(w world) []nn.Stage { w.Input("real", noise(1, "other"), 4, 8, 8, 3); return w.right() }},
	"an input that never draws":          {stages: but(func(w world, d, _ *nn.Stage) { d.Fresh = d.Fresh[:1] })},
	"an input that is listed twice":      {stages: but(func(w world, d, _ *nn.Stage) { d.Fresh = append(d.Fresh, w.z) })},
	"something else that is to be fresh": {stages: but(func(w world, d, _ *nn.Stage) { d.Fresh = append(d.Fresh, w.fake) })},
	"an input without a source":          {stages: but(func(w world, d, _ *nn.Stage) { d.Fresh = append(d.Fresh, w.Input("labels", nil, 4, 2)) })},
	"no optimiser":                       {stages: but(func(_ world, d, _ *nn.Stage) { d.By = nil })},
	"no rate":                            {stages: but(func(_ world, d, _ *nn.Stage) { d.By = nn.Adam{Beta1: .5, Beta2: .999} })},
	"a moment that never forgets":        {stages: but(func(_ world, d, _ *nn.Stage) { d.By = nn.Adam{Rate: nn.Constant(1), Beta1: 1, Beta2: .999} })},
	"an average that never moves":        {stages: but(func(_ world, _, g *nn.Stage) { g.Average = 1 })},
	"two bounds of one gradient":         {stages: but(func(_ world, d, _ *nn.Stage) { d.MaxGradNorm, d.MaxGrad = 1, 1 })},
	"a negative bound":                   {stages: but(func(_ world, d, _ *nn.Stage) { d.Clip = -1 })},
	"a negative repetition":              {stages: but(func(_ world, d, _ *nn.Stage) { d.Repeat = -5 })},
	"a stage without a name":             {stages: but(func(_ world, d, _ *nn.Stage) { d.Name = "" })},
	"two stages of one name":             {stages: but(func(_ world, d, _ *nn.Stage) { d.Name = "generator" })},
	"no stage":                           {stages: func(world) []nn.Stage { return nil }},
	"a penalty of a critic that looks away": {stages: but(func(w world, d, _ *nn.Stage) {
		d.Loss = op.Add(d.Loss, nn.GradientPenalty(func(*nn.Node) *nn.Node { return w.judge(w.real) }, w.fake))
	})},
	"two networks of one name": {stages: func(w world) []nn.Stage {
		w.Network("generator", nn.Linear{Out: 7}).Apply(w.z, nn.Train)
		return w.right()
	}},
	"a layer that is missing": {discriminator: []nn.Layer{nn.Flatten{}, nil, nn.Linear{Out: 1}}},
	"dropout of everything":   {discriminator: []nn.Layer{nn.Flatten{}, nn.Dropout{Rate: 1}, nn.Linear{Out: 1}}},
}

// messages are what a mistake is answered with.
var messages = map[string]string{
	"a concatenation of different sizes":      "op: concat: shapes differ beside axis 3 (input (4, 8, 8, 3), input (4, 4, 4, 3))",
	"a condition for another batch":           "conditional.0 (nn.Join{}) of (4, 5): op: concat: shapes differ beside axis 1 (input (4, 5), input (3, 2))",
	"a condition that is not given":           "generator.0 (nn.Join{}) of (4, 5): a conditional layer in a network that is applied without a condition",
	"a convolution of a vector":               "generator.1 (nn.ConvTranspose2D{Out: 3, Kernel: 4}) of (4, 48): input has 2 axes, a convolution takes (N, H, W, C)",
	"a crop larger than the image":            "generator.2 (nn.Crop{H: 8, W: 8}) of (4, 4, 4, 3): there is no part of 8×8 in images of 4×4",
	"a kernel larger than the plane":          "discriminator.1 (nn.Conv2D{Out: 8, Kernel: 3}) of (4, 2, 2, 4): op: conv2d: the window is larger than the padded input, pad 0 (input (4, 2, 2, 4), weights (3, 3, 4, 8))",
	"a layer that is missing":                 "discriminator.1 of (4, 192): there is no layer",
	"a linear layer of an image":              "discriminator.1 (nn.Linear{Out: 1}) of (4, 6, 6, 4): input has 4 axes, a linear layer takes (N, D): flatten it first",
	"a loss that is not a scalar":             "stage discriminator: the loss has shape (4, 1), want (1): take its mean, op.Mean",
	"a moment that never forgets":             "stage discriminator: its optimiser remembers by 1, want betas, alpha and momentum in [0, 1)",
	"a negative bound":                        "stage discriminator: a bound of weights or gradients is negative",
	"a negative repetition":                   "stage discriminator: it repeats -5 times",
	"a network that is never applied":         "stage discriminator: network spare has nothing to train: it is applied nowhere, or its layers learn nothing",
	"a network that no stage trains":          "no stage trains network generator: list it in a stage's Train, or Freeze it",
	"a penalty of a critic that looks away":   "gradient penalty: the critic does not depend on its input",
	"a report that is not a scalar":           "stage discriminator: d_real has shape (4, 1), want (1): take its mean, op.Mean",
	"a report without a value":                "stage discriminator: d_real is reported without a value",
	"a reshape to other sizes":                "generator.1 (nn.Reshape) of (4, 10): op: reshape: (4, 2, 2, 3) does not hold as many numbers (input (4, 10))",
	"a residual block that changes the shape": "discriminator.0 (nn.Residual) of (4, 8, 8, 3): op: add: shapes differ (input (4, 8, 8, 3), input (4, 4, 4, 3))",
	"a stage without a name":                  "stage 0 has no name",
	"an average that never moves":             "stage generator: the average decays by 1, want a number in [0, 1)",
	"an image of another size":                "discriminator.3 (nn.Linear{Out: 1}) of (4, 36): discriminator.3.weight has shape (64, 1), but here it would be (36, 1): another application, or another network of this name, has made it",
	"an image with other channels":            "discriminator.0 (nn.Conv2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1}) of (4, 8, 8, 1): discriminator.0.weight has shape (4, 4, 3, 4), but here it would be (4, 4, 1, 4): another application, or another network of this name, has made it",
	"an input that is listed twice":           "stage discriminator: input z is to be fresh twice",
	"an input that never draws":               "no stage draws input real: list it in a stage's Fresh",
	"an input without a source":               "stage discriminator: input labels is to be fresh but has no source",
	"channels that make no blocks":            "generator.2 (nn.PixelShuffle{Factor: 2}) of (4, 4, 4, 3): op: pixelshuffle: 3 channels don't make blocks of 2×2 pixels (input (4, 4, 4, 3))",
	"dropout of everything":                   "discriminator.1 (nn.Dropout{Rate: 1}) of (4, 192): dropout of rate 1, want one in [0, 1)",
	"no kernel":                               "discriminator.0 (nn.Conv2D{Out: 4, Stride: 2}) of (4, 8, 8, 3): Kernel is 0, want 1 or more",
	"no number of outputs":                    "discriminator.1 (nn.Linear{}) of (4, 192): Out is 0, want 1 or more",
	"no optimiser":                            "stage discriminator: a loss needs networks to train and an optimiser",
	"no rate":                                 "stage discriminator: its optimiser has no rate: nn.Constant is one",
	"no stage":                                "a step without stages",
	"something else that is to be fresh":      "stage discriminator: the tanh of generator.4 (nn.Tanh{}) is to be fresh but is no input",
	"the same input twice":                    "input real: the graph has another of this name",
	"the same network twice":                  "stage discriminator: network discriminator is to be trained twice",
	"the wrong network":                       "stage discriminator: the loss does not depend on network generator",
	"two bounds of one gradient":              "stage discriminator: MaxGradNorm and MaxGrad both bound the gradient: choose one",
	"two networks of one name":                "generator.0 (nn.Linear{Out: 7}) of (4, 5): generator.0.weight has shape (5, 24), but here it would be (5, 7): another application, or another network of this name, has made it",
	"two reports of one key":                  "stage generator: loss is reported twice",
	"two stages of one name":                  "two stages called \"generator\"",
}

func TestMistakesAreNamed(t *testing.T) {
	if err := (mistake{}).compile(); err != nil {
		t.Fatalf("without a mistake: %v", err)
	}
	for name, m := range mistakes {
		if err := m.compile(); err == nil || err.Error() != messages[name] {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, messages[name])
		}
	}
}
