// Package nn builds and trains networks on Gorgonia's expression graphs.
//
// A Registry holds what is learnt, a Graph is an expression under construction,
// a Network is a chain of layers in it. A training step is a list of stages,
// each of which minimises a loss; Compile turns them into a Program:
//
//	r := nn.NewRegistry(nn.Float32, seed)
//	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
//		generator := g.Network("generator", nn.Linear{Out: 128}, nn.ReLU{}, nn.Linear{Out: 2})
//		critic := g.Network("critic", nn.Linear{Out: 128}, nn.ReLU{}, nn.Linear{Out: 1})
//		z, real := g.Input("z", noise, 64, 2), g.Input("real", batches, 64, 2)
//		fake := generator.Apply(z, nn.Train)
//		…
//		return []nn.Stage{
//			{Name: "critic", Fresh: []*nn.Node{z, real}, Loss: lossD, Train: []*nn.Network{critic}, By: adam},
//			{Name: "generator", Loss: lossG, Train: []*nn.Network{generator}, By: adam, Average: 0.999},
//		}
//	})
//	err = p.Step()
//
// Nodes are pure functions of the inputs and parameters. So a stage computes a
// value anew exactly if something that it depends on has changed since an
// earlier stage of the step computed it: above, the generator's stage takes
// over fake, and judges it by the critic that the first stage has just updated.
// This is decided once, by Compile, as are the places of all values in one
// arena; a warm step allocates nothing.
//
// Operators are those of package op or a user's own gorgonia.Op that implements
// gorgonia.SDOp. Gradients are symbolic and may be differentiated again, as the
// gradient penalty asks for. What depends on the batch or on chance, such as the
// statistics of batch normalisation and the masks of dropout, belongs to the mode
// Train; a Function maps rows in the modes Sample and Averaged, each by itself.
//
// Compile answers mistakes in the words of who made them: the layer, its place in
// the network and the shapes that don't fit, or all that is wrong with the stages.
// A loss or a gradient that becomes NaN or infinite ends Step with ErrNotFinite
// and the first operator that made it so.
//
// Layers: Linear, Conv2D, ConvTranspose2D, Embedding; BatchNorm, InstanceNorm,
// LayerNorm, ConditionalBatchNorm, SpectralNorm; ReLU, LeakyReLU, Tanh, Sigmoid,
// Softplus; Dropout; Upsample, UpsampleBilinear, PixelShuffle, AvgPool, ZeroPad,
// ReflectPad, Crop; Flatten, Reshape; Stack, Residual, Branches, Heads; Join and
// Projection for conditions; Func for any function of a node. Losses: the pairs
// Nonsaturating, Minimax, LeastSquares, Hinge and Wasserstein, with GradientPenalty;
// L1, MSE, BinaryCrossEntropy, CrossEntropy. Optimisers: SGD, Adam, AdamW, RMSProp,
// at a rate that is Constant or falls by LinearDecay, StepDecay or Cosine. A Stage
// bounds gradients and weights and keeps the average of the weights.
//
// What layers, losses and optimisers give is compared with PyTorch, and the
// derivatives with finite differences, case by case from
// testdata/torch_cases.json; a new layer gets a line there.
//
// Everything is a function of the registry: a run that is saved, loaded and
// continued has the bits of one that never stopped, on any number of threads
// and on every instruction set.
package nn
