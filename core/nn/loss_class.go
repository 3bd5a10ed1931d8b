package nn

import "gander/core/nn/op"

// CrossEntropy is the mean over the samples of −Σ t·log softmax(x), for logits
// x (N, K) and one-hot targets t (N, K). No logit overflows: the largest of each
// row is taken off first, which changes neither value nor gradient.
func CrossEntropy(x, t *Node) *Node {
	largest := op.Detach(rowMaximum(x))
	x = op.Samples.Shift(x, op.Affine(largest, -1, 0))
	total := op.Log(op.Samples.Sum(op.Exp(x)))
	return op.Mean(op.Sub(total, op.Samples.Dot(t, x)))
}

// rowMaximum is the largest number of each row of x (N, K), to within rounding:
// (N). It folds the row in halves, which overlap where its length is odd.
func rowMaximum(x *Node) *Node {
	for k := x.Shape()[1]; k > 1; k = (k + 1) / 2 {
		a, b := op.Slice(x, 1, 0, (k+1)/2), op.Slice(x, 1, k/2, k)
		x = op.Add(a, op.ReLU(op.Sub(b, a)))
	}
	return op.Reshape(x, x.Shape()[0])
}
