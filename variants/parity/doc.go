// Package parity holds a test alone: that the training steps of all variants
// are those that PyTorch computes.
//
// A trial is a variant with parameters and data. Its own learner (variant.Setup,
// gan.OpenOn, Step) trains beside a Python process, testdata/torch, which
// defines the same networks, losses and order of updates with PyTorch's own
// layers, functions and optimisers. Both begin with gander's first weights. What
// a step consumes is drawn a second time by the test, from streams by their
// names, and handed to PyTorch draw after draw; which draw belongs to which
// update PyTorch's side states by itself.
//
// In double precision, on the reference device, both sides run on by themselves
// for twenty steps: losses and the change of all that is learnt (weights, running
// statistics, moments, averages, the image pool) must agree within 1e-6.
//
// In single precision no two implementations follow each other so long. There
// each of twenty steps begins with PyTorch's weights and moments; losses must
// agree within 1e-4, and the gradient in each weight, in every update, within 1e-3
// of its norm. A step in which a ReLU or an absolute value is taken so near to 0
// that rounding decides on the side, as PyTorch's side tells, is not judged by its
// gradients.
//
// At the workloads' full size most steps are of that kind, and each update begins
// with PyTorch's weights. There PyTorch computes every update in double precision
// too, at the same weights, and gander's gradients must be as near to it as those of
// PyTorch's single precision: an update without a kink is some 1e-6 away, one with a
// kink some 1e-3.
package parity
