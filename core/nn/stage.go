package nn

// A Stage is one update within a training step: draw fresh inputs, compute a
// loss and its gradient, let an optimiser move the weights. The stages of a
// step run in order over one graph. A value that an earlier stage computed is
// used again exactly if nothing that it depends on has changed since.
type Stage struct {
	Name   string  // "critic"
	Repeat int     // how often the stage runs in a step; 0 means once
	Fresh  []*Node // inputs that draw anew before each run

	Loss  *Node      // what is minimised, of shape (1); nil in a stage that only computes
	Train []*Network // whose weights are trained, and whose running statistics follow
	By    Optimiser
	// Bounds of the gradient, of which a stage has one at most; 0 is no bound.
	// MaxGradNorm scales the whole gradient down where its Euclidean norm is above
	// it, as torch.nn.utils.clip_grad_norm_ does; MaxGrad clamps each number of it,
	// as clip_grad_value_ does. GradNorm is the norm before.
	MaxGradNorm, MaxGrad float64

	Clip    float64 // after each update, clamp the weights to [−Clip, Clip]; 0 leaves them
	Average float64 // decay of the moving average of Train's weights and statistics; 0 keeps none

	Report   []Scalar // values to report, of shape (1); their mean over the repetitions
	GradNorm string   // key to report the Euclidean norm of the whole gradient under, if any
	Also     []*Node  // further values to compute, for Program.Value
}

// A Scalar is a value of a step that is reported under a key.
type Scalar struct {
	Key   string
	Value *Node
}
