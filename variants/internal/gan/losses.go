package gan

import "gander/core/nn"

// Losses are the adversarial losses by the values of the parameter loss.
var Losses = map[string]nn.Adversarial{
	"nonsaturating": nn.Nonsaturating,
	"minimax":       nn.Minimax,
	"least_squares": nn.LeastSquares,
	"hinge":         nn.Hinge,
}

// LossNames are the keys of Losses in the order of their papers.
var LossNames = []string{"nonsaturating", "minimax", "least_squares", "hinge"}
