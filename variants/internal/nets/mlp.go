package nets

import "gander/core/nn"

// MLP is the rule of a pair of multilayer perceptrons for rows of any shape.
type MLP struct {
	Shape  []int // {2} for points, {H, W, C} for images
	Hidden int   // units of each hidden layer
	Depth  int   // hidden layers
	Init   nn.Init
}

// Generator maps (N, latent) to rows: points anywhere, images in [-1, 1].
func (m MLP) Generator() []nn.Layer {
	layers := m.hidden(nn.ReLU{})
	size := 1
	for _, d := range m.Shape {
		size *= d
	}
	layers = append(layers, nn.Linear{Out: size, Init: m.Init}, nn.Reshape(m.Shape))
	if len(m.Shape) == 3 {
		layers = append(layers, nn.Tanh{})
	}
	return layers
}

// Discriminator maps rows to one number each, (N, 1).
func (m MLP) Discriminator() []nn.Layer {
	layers := append([]nn.Layer{nn.Flatten{}}, m.hidden(nn.LeakyReLU{Slope: 0.2})...)
	return append(layers, nn.Linear{Out: 1, Init: m.Init})
}

func (m MLP) hidden(activation nn.Layer) []nn.Layer {
	var layers []nn.Layer
	for range m.Depth {
		layers = append(layers, nn.Linear{Out: m.Hidden, Init: m.Init}, activation)
	}
	return layers
}
