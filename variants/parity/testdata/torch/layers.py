"""Layers that PyTorch has not, or has otherwise than the papers.

What gander lets a label or attributes into takes them as a second argument, y.
"""
import torch
import torch.nn.functional as F
from torch import nn

import layout


class Stack(nn.Sequential):
    """Layers one after another."""

    def forward(self, x, y=None):
        for layer in self:
            x = layer(x, y) if isinstance(layer, GIVEN) else layer(x)
        return x


class Residual(Stack):
    """x + layers(x)."""

    def forward(self, x, y=None):
        return x + super().forward(x, y)


class Branches(Stack):
    """The sum of what layers make of the same x."""

    def forward(self, x, y=None):
        return sum(layer(x, y) if isinstance(layer, GIVEN) else layer(x) for layer in self)


class Heads(nn.Sequential):
    """What each layer makes of the same x, as vectors side by side."""

    def forward(self, x):
        return torch.cat([layer(x).flatten(1) for layer in self], 1)


class Join(nn.Module):
    """y, or its embedding, behind the numbers of x or as planes behind its channels."""

    def __init__(self, classes, length=0):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, length)) if length else None

    def forward(self, x, y):
        if self.weight is not None:
            y = y @ self.weight
        if x.dim() == 4:
            y = y[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return torch.cat([x, y], 1)


class ConditionalBatchNorm(nn.BatchNorm2d):
    """Batch normalisation whose scale and shift belong to the class."""

    def __init__(self, channels, classes):
        super().__init__(channels, affine=False)
        self.weight = nn.Parameter(torch.empty(classes, channels))
        self.bias = nn.Parameter(torch.empty(classes, channels))

    def forward(self, x, y):
        x = F.batch_norm(x, self.running_mean, self.running_var, None, None, True, self.momentum, self.eps)
        return x * (y @ self.weight)[:, :, None, None] + (y @ self.bias)[:, :, None, None]


class FromVector(nn.ConvTranspose2d):
    """The first layer of a generator: a vector is an image of one pixel."""

    def forward(self, x):
        return super().forward(x[:, :, None, None])


class Crop(nn.Module):
    """The upper left part."""

    def __init__(self, h, w):
        super().__init__()
        self.h, self.w = h, w

    def forward(self, x):
        return x[:, :, : self.h, : self.w]


class Vector(nn.Module):
    """An image, or a point, as a vector in gander's order."""

    def forward(self, x):
        return layout.pixels(x).flatten(1) if x.dim() == 4 else x


class Image(nn.Module):
    """A vector in gander's order as an image."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return layout.images(x.unflatten(1, self.shape))


class Maxout(nn.Linear):
    """The largest of several linear maps, which lie behind each other (Goodfellow et al. 2013)."""

    def __init__(self, inputs, outputs, pieces):
        super().__init__(inputs, pieces * outputs)
        self.pieces, self.relu = pieces, nn.ReLU()

    def forward(self, x):
        first, *others = super().forward(x).chunk(self.pieces, 1)
        for other in others:
            first = first + self.relu(other - first)
        return first


class Pack(nn.Module):
    """So many samples as one, in the order of the batch."""

    def __init__(self, packing):
        super().__init__()
        self.packing = packing

    def forward(self, x):
        return x.reshape(len(x) // self.packing, -1)


class Point(nn.Module):
    """The same learnt point for every row."""

    def __init__(self):
        super().__init__()
        self.point = nn.Parameter(torch.empty(2))

    def forward(self, x):
        return self.point.expand(len(x), 2)


class Sum(nn.Module):
    """The sum of each plane."""

    def forward(self, x):
        return x.sum((2, 3))


class Spectral:
    """Weights divided by their spectral norm (Miyato et al. 2018, algorithm 1).

    torch.nn.utils.spectral_norm moves u at every call; the paper, and gander,
    move it once for each update of the discriminator: see follow.
    """

    def remember(self, outputs):
        self.register_buffer("weight_u", torch.empty(outputs))

    def normalised(self, matrix):
        """The weight over u·W·v for W of (outputs, …)."""
        with torch.no_grad():
            v = F.normalize(matrix.t() @ self.weight_u, dim=0)
            self.next = F.normalize(matrix @ v, dim=0)
        return self.weight / torch.dot(self.next, matrix @ v)

    def follow(self):
        self.weight_u.copy_(self.next)


class SpectralConv2d(Spectral, nn.Conv2d):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.remember(self.out_channels)

    def forward(self, x):
        return self._conv_forward(x, self.normalised(self.weight.flatten(1)), self.bias)


class SpectralLinear(Spectral, nn.Linear):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.remember(self.out_features)

    def forward(self, x):
        return F.linear(x, self.normalised(self.weight), self.bias)


class SpectralEmbedding(Spectral, nn.Module):
    def __init__(self, classes, length):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, length))
        self.remember(length)

    def forward(self, y):
        return y @ self.normalised(self.weight.t())


class Projection(nn.Module):
    """psi(x) + <embedding(y), x> (Miyato and Koyama 2018, equation 3)."""

    def __init__(self, features, classes):
        super().__init__()
        self.linear = SpectralLinear(features, 1)
        self.embedding = SpectralEmbedding(classes, features)

    def forward(self, x, y):
        return self.linear(x) + (self.embedding(y) * x).sum(1, keepdim=True)


GIVEN = (Stack, Join, ConditionalBatchNorm, Projection)
