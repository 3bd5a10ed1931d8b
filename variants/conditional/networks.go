package conditional

import (
	"gander/core/nn"
	"gander/core/nn/op"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// layers are the networks of the method. Both are applied given one-hot labels.
func (t step) layers() gan.Layers {
	switch t.String("method") {
	case concat:
		return t.concat()
	case acgan:
		return t.auxiliary()
	}
	return t.projection()
}

// concat joins the labels to the noise and, as constant planes, to the image
// (Mirza and Osindero 2014, figure 1).
func (t step) concat() gan.Layers {
	join := nn.Join{Embedding: t.Int("embedding_dim")}
	net := t.network(nil, nil)
	return gan.Layers{
		Generator:     append([]nn.Layer{join}, net.Generator()...),
		Discriminator: append([]nn.Layer{join}, net.Discriminator()...),
	}
}

// auxiliary lets the discriminator answer twice: real or generated, and which
// class (Odena et al. 2017, section 4).
func (t step) auxiliary() gan.Layers {
	net := t.network(nil, []nn.Layer{nn.Flatten{}, nn.Linear{Out: 1 + t.classes()}})
	return gan.Layers{
		Generator:     append([]nn.Layer{nn.Join{Embedding: t.Int("embedding_dim")}}, net.Generator()...),
		Discriminator: net.Discriminator(),
	}
}

// projection gives the label to the generator's normalisation and to the
// discriminator's last layer (Miyato and Koyama 2018, figure 1d).
func (t step) projection() gan.Layers {
	head := []nn.Layer{nn.SpectralNorm{Layer: nn.Projection{Init: nn.Glorot(1)}}}
	net := t.network(nn.ConditionalBatchNorm{}, head)
	return gan.Layers{Generator: net.Generator(), Discriminator: net.Discriminator()}
}

// A network is a rule for a pair of networks.
type network interface {
	Generator() []nn.Layer
	Discriminator() []nn.Layer
}

// network is the rule of the architecture. normalise replaces the generator's
// batch normalisation, head ends the discriminator; nil leaves the usual.
func (t step) network(normalise nn.Layer, head []nn.Layer) network {
	shape := t.Header.Shape
	if t.architecture() == "resnet" {
		return t.resnet(normalise, head)
	}
	conv := nets.DCGAN(shape, t.width())
	conv.Normalise, conv.Head = normalise, head
	if t.String("method") == projection {
		conv.Norm, conv.Spectral = false, true
		conv.Head = append([]nn.Layer{nn.Func(op.Planes.Sum)}, head...)
	}
	return conv
}

func (t step) resnet(normalise nn.Layer, head []nn.Layer) network {
	r := nets.ResNet{H: t.Header.Shape[0], W: t.Header.Shape[1], C: t.Header.Shape[2], Width: t.width(), Normalise: normalise, Head: head}
	if normalise == nil {
		r.Normalise = nn.BatchNorm{}
	}
	if head == nil {
		r.Head = []nn.Layer{nn.SpectralNorm{Layer: nn.Linear{Out: 1, Init: nn.Glorot(1)}}}
	}
	return r
}
