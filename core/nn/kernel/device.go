// Package kernel is the arithmetic under gander's operators: one table of
// functions that a device implements.
//
// Two devices exist. The CPU device computes on float32 in C, with paths for
// AVX-512, AVX2 and portable vector code; the reference device computes on
// float64 in plain Go, slowly and obviously, for tests and for parity with
// other frameworks. Nothing above this package knows which of them it is on.
//
// Every function has one order of summation, which depends on the shapes alone:
// not on the number of threads, nor on the instruction set. So the same inputs
// give the same bits everywhere.
package kernel

import "unsafe"

// A Buffer is a block of numbers that a device allocated. Only the device that
// made it may look inside; views of it are made by Slice.
type Buffer struct {
	Ptr unsafe.Pointer
	Len int // in numbers
}

// A View is a tensor seen as three axes, (A, B, C) in row-major order. The
// operators that reduce or broadcast do so along B. Channels of an NHWC tensor
// are View{1, N·H·W, C}; samples are View{N, H·W·C, 1}; the planes of instance
// normalisation are View{N, H·W, C}.
type View struct{ A, B, C int }

// Conv is the geometry of a convolution: x is (N, H, W, Ci), w is
// (KH, KW, Ci, Co), y is (N, OH, OW, Co). Taps that fall outside x are zero.
type Conv struct {
	N, H, W, Ci     int
	OH, OW, Co      int
	KH, KW          int
	StrideH         int
	StrideW         int
	PadTop, PadLeft int
}

// A Device allocates buffers and computes on them. Calls are in order; a call
// may return before its work is done, Wait returns when all of it is.
// Destinations never overlap sources unless a method says so.
type Device interface {
	Name() string // "cpu/avx512", "reference"

	Alloc(n int) Buffer // zeroed, 64-byte aligned
	Free(Buffer)
	Slice(b Buffer, from, n int) Buffer
	Upload(dst Buffer, src []float32)
	Download(dst []float32, src Buffer)
	Copy(dst, src Buffer)
	Wait()

	// Conv is the convolution y = x ∗ w; ConvInput its adjoint in x (which is
	// the transposed convolution) and ConvWeight its adjoint in w.
	Conv(y, x, w Buffer, c Conv)
	ConvInput(x, y, w Buffer, c Conv)
	ConvWeight(w, x, y Buffer, c Conv)
	// MatMul is c = a·b with c (m, n) and inner length k; ta and tb say that a
	// is stored (k, m) and b is stored (n, k).
	MatMul(c, a, b Buffer, m, n, k int, ta, tb bool)

	// Map is y[i] = f(x[i]); y may be x. Zip is y[i] = f(a[i], b[i]); y may be
	// a or b.
	Map(f Unary, y, x Buffer)
	Zip(f Binary, y, a, b Buffer)

	// Sum is y[a,c] = Σ_b x[a,b,c], Dot is y[a,c] = Σ_b x[a,b,c]·z[a,b,c].
	Sum(y, x Buffer, v View)
	Dot(y, x, z Buffer, v View)
	// Broadcast is y[a,b,c] = s[a,c]; Scale is y = x·s and Shift y = x+s with s
	// broadcast so. y may be x.
	Broadcast(y, s Buffer, v View)
	Scale(y, x, s Buffer, v View)
	Shift(y, x, s Buffer, v View)

	// CopyRange copies n slices along B: y[a, to+i, c] = x[a, from+i, c] for
	// i < n, where y is seen as yv and x as xv (equal A and C). Concatenation,
	// slicing and their adjoints are made of it.
	CopyRange(y Buffer, yv View, to int, x Buffer, xv View, from, n int)
	// Swap exchanges two axes: y[p,b,a,c] = x[p,a,b,c], where x is seen as v.
	// Shuffling pixels is made of it.
	Swap(y, x Buffer, v Block)
	// Mirror puts a border that mirrors them around planes, x, and gives y. Fold is
	// its adjoint: each number of x is the sum of all of y that show it.
	Mirror(y, x Buffer, b Border)
	Fold(x, y Buffer, b Border)
	Fill(y Buffer, value float64)

	// Adam, RMSProp and SGD update weights w in place from gradients g, as
	// PyTorch defines them; m and v are the optimiser's state.
	Adam(w, g, m, v Buffer, o AdamStep)
	RMSProp(w, g, v Buffer, o RMSPropStep)
	SGD(w, g, m Buffer, o SGDStep)
	// Lerp is a = a + t·(b − a), for moving averages.
	Lerp(a, b Buffer, t float64)
	// Finite tells whether no number of x is NaN or infinite.
	Finite(x Buffer) bool
}

// AdamStep is one update of Adam (Kingma & Ba 2015); C1 and C2 are the bias
// corrections 1−β1^t and 1−β2^t. WeightDecay·w is added to the gradient, which is
// Adam with L2 regularisation; Shrink·w is taken off the weight first, which is
// AdamW.
type AdamStep struct{ LR, Beta1, Beta2, Eps, WeightDecay, Shrink, C1, C2 float64 }

// RMSPropStep is one update of RMSProp with ε outside the root, as PyTorch has
// it: v = αv + (1−α)g², w −= lr·g/(√v+ε). WeightDecay·w is added to the gradient
// first.
type RMSPropStep struct{ LR, Alpha, Eps, WeightDecay float64 }

// SGDStep is one update with momentum μ: m = μm + g, w −= lr·m, or with Nesterov's
// w −= lr·(g + μm). WeightDecay·w is added to the gradient first.
type SGDStep struct {
	LR, Momentum, WeightDecay float64
	Nesterov                  bool
}

// A Unary is an elementwise function of one number with up to two constants.
type Unary struct {
	Kind UnaryKind
	P, Q float64
}

// UnaryKind names an elementwise function.
type UnaryKind int

// The functions of one number.
const (
	Affine    UnaryKind = iota // P·x + Q
	Pow                        // x^P, for x ≥ 0; x^2 holds for every x
	LeakyReLU                  // x if x > 0, P·x otherwise
	Tanh
	Sigmoid
	Softplus // log(1+eˣ), without overflow
	Exp
	Log
	Abs
	Sign  // −1, 0 or 1
	Clamp // to [P, Q]
	Step  // 1 if x > 0, P otherwise: the derivative of LeakyReLU
)

// A Binary is an elementwise function of two numbers with one constant.
type Binary struct {
	Kind BinaryKind
	P    float64
}

// BinaryKind names an elementwise function.
type BinaryKind int

// The functions of two numbers.
const (
	Add           BinaryKind = iota // a + P·b
	Mul                             // a·b
	Div                             // a/b
	LeakyReLUGrad                   // b if a > 0, P·b otherwise
	TanhGrad                        // b·(1−a²), a being tanh's result
	SigmoidGrad                     // b·a·(1−a), a being sigmoid's result
)
