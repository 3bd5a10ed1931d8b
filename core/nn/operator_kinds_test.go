package nn

import "gander/core/nn/op"

// kinds builds every kind of case.
var kinds = map[string]func(b caseBuilder) *Node{
	"conv2d": func(b caseBuilder) *Node {
		g := op.Geometry{Stride: b.arg("stride"), Pad: b.arg("pad")}
		return op.AddBias(op.Conv2D(b.in("x"), b.in("weight"), g), b.in("bias"))
	},
	"conv2d layer": layers(func(b caseBuilder) Layer { return b.convolution() }),
	"conv_transpose2d": layers(func(b caseBuilder) Layer {
		return ConvTranspose2D{Out: b.arg("out"), Kernel: b.arg("kernel"), Stride: b.arg("stride"), Pad: b.arg("pad"), OutPad: b.arg("out_pad")}
	}),
	"linear":     layers(func(b caseBuilder) Layer { return Linear{Out: b.arg("out")} }),
	"batch_norm": layers(func(caseBuilder) Layer { return BatchNorm{} }),
	"conditional_batch_norm": func(b caseBuilder) *Node {
		*b.net = b.graph.Network("net", ConditionalBatchNorm{})
		return (*b.net).ApplyGiven(b.in("x"), b.in("classes"), b.mode())
	},
	"instance_norm": layers(func(caseBuilder) Layer { return InstanceNorm{Affine: true} }),
	"layer_norm":    layers(func(caseBuilder) Layer { return LayerNorm{} }),
	"spectral_norm": layers(func(b caseBuilder) Layer { return SpectralNorm{Linear{Out: b.arg("out"), NoBias: true}} }),
	"spectral_norm_conv": layers(func(b caseBuilder) Layer {
		c := b.convolution()
		c.NoBias = true
		return SpectralNorm{c}
	}),
	"embedding":   layers(func(b caseBuilder) Layer { return Embedding{Out: b.arg("out")} }),
	"concat":      func(b caseBuilder) *Node { return op.Concat(b.arg("axis"), b.in("a"), b.in("b")) },
	"reflect_pad": layers(func(b caseBuilder) Layer { return ReflectPad{Size: b.arg("size")} }),
	"zero_pad": layers(func(b caseBuilder) Layer {
		return ZeroPad{b.arg("top"), b.arg("bottom"), b.arg("left"), b.arg("right")}
	}),
	"upsample_nearest":  layers(func(b caseBuilder) Layer { return Upsample{b.arg("factor")} }),
	"upsample_bilinear": layers(func(b caseBuilder) Layer { return UpsampleBilinear{b.arg("factor")} }),
	"avg_pool":          layers(func(b caseBuilder) Layer { return AvgPool{b.arg("size")} }),
	"pixel_shuffle":     layers(func(b caseBuilder) Layer { return PixelShuffle{b.arg("factor")} }),
	"leaky_relu":        layers(func(b caseBuilder) Layer { return LeakyReLU{b.Args["slope"]} }),
	"relu":              layers(func(caseBuilder) Layer { return ReLU{} }),
	"tanh":              layers(func(caseBuilder) Layer { return Tanh{} }),
	"sigmoid":           layers(func(caseBuilder) Layer { return Sigmoid{} }),
	"softplus":          layers(func(caseBuilder) Layer { return Softplus{} }),
	"dropout":           layers(func(b caseBuilder) Layer { return Dropout{b.Args["rate"]} }),
	"residual":          layers(func(b caseBuilder) Layer { return Residual{b.convolution()} }),

	"logistic_d":           loss("real", "fake", Nonsaturating.Discriminator),
	"logistic_g":           generatorLoss(Nonsaturating),
	"minimax_g":            generatorLoss(Minimax),
	"hinge_d":              loss("real", "fake", Hinge.Discriminator),
	"hinge_g":              generatorLoss(Hinge),
	"least_squares_d":      loss("real", "fake", LeastSquares.Discriminator),
	"least_squares_g":      generatorLoss(LeastSquares),
	"wasserstein_d":        loss("real", "fake", Wasserstein.Discriminator),
	"wasserstein_g":        generatorLoss(Wasserstein),
	"l1":                   loss("a", "b", L1),
	"mse":                  loss("a", "b", MSE),
	"binary_cross_entropy": loss("x", "t", BinaryCrossEntropy),
	"cross_entropy":        loss("x", "t", CrossEntropy),
	"gradient_penalty": func(b caseBuilder) *Node {
		critic := func(x *Node) *Node { return b.apply(x, b.convolution(), Tanh{}, Flatten{}, Linear{Out: 1}) }
		return GradientPenalty(critic, b.in("x"))
	},
}

func (b caseBuilder) convolution() Conv2D {
	return Conv2D{Out: b.arg("out"), Kernel: b.arg("kernel"), Stride: b.arg("stride"), Pad: b.arg("pad")}
}

func layers(layer func(b caseBuilder) Layer) func(caseBuilder) *Node {
	return func(b caseBuilder) *Node { return b.apply(b.in("x"), layer(b)) }
}

func loss(first, second string, f func(a, b *Node) *Node) func(caseBuilder) *Node {
	return func(b caseBuilder) *Node { return f(b.in(first), b.in(second)) }
}

func generatorLoss(l Adversarial) func(caseBuilder) *Node {
	return func(b caseBuilder) *Node { return l.Generator(b.in("fake")) }
}
