"""The networks of the variants, layer by layer, as their papers and PyTorch's users write them.

Layers are numbered as gander numbers them, which has layers of its own where a
tensor changes its shape: those are Identity or Crop here.
"""
import torch
from torch import nn

from layers import Branches, Crop, FromVector, Heads, Image, Maxout, Pack, Point, Residual, SpectralConv2d, Stack, Sum, Vector


def perceptrons(shape, hidden, depth, latent):
    """Generator and discriminator for points and small images."""
    size = torch.Size(shape).numel()
    g, d = [], [Vector()]
    for level in range(depth):
        g += [nn.Linear(hidden if level else latent, hidden), nn.ReLU()]
        d += [nn.Linear(hidden if level else size, hidden), nn.LeakyReLU(0.2)]
    g += [nn.Linear(hidden, size)]
    if len(shape) == 3:
        g += [Image(shape), nn.Tanh()]
    return Stack(*g), Stack(*d, nn.Linear(hidden, 1))


def planes(shape):
    """The planes of DCGAN's generator from some 4x4 to the image."""
    sizes = [shape[:2]]
    while min(sizes[0]) > 4:
        sizes.insert(0, [(side + 1) // 2 for side in sizes[0]])
    return sizes


def dcgan_generator(shape, width, latent, norm=nn.BatchNorm2d):
    """Radford et al. 2016, for an image of any size."""
    sizes = planes(shape)
    c = width << (len(sizes) - 2)
    layers = [FromVector(latent, c, sizes[0], bias=False), nn.Identity(), norm(c), nn.ReLU()]
    for h, w in sizes[1:-1]:
        layers += [nn.ConvTranspose2d(c, c // 2, 4, 2, 1, bias=False), Crop(h, w), norm(c // 2), nn.ReLU()]
        c //= 2
    return layers + [nn.ConvTranspose2d(c, shape[2], 4, 2, 1, bias=False), Crop(*shape[:2]), nn.Tanh()]


def dcgan_discriminator(shape, width, channels, norm=True, conv=nn.Conv2d, head=None, outputs=1):
    """Its counterpart for images of so many channels. A norm makes biases superfluous."""
    layers, (h, w), c = [], shape[:2], channels
    for level in range(len(planes(shape)) - 1):
        layers += [conv(c, width << level, 4, 2, 1, bias=not norm)]
        c, h, w = width << level, h // 2, w // 2
        if norm and level > 0:
            layers += [nn.BatchNorm2d(c)]
        layers += [nn.LeakyReLU(0.2)]
    if head:
        return layers + head(c)
    return layers + [nn.Identity(), nn.Conv2d(c, outputs, (h, w), bias=outputs > 1 or not norm)]


def infogan(shape, width, latent, norm):
    """Chen et al. 2016, table 1, for images whose sides are multiples of four."""
    h, w, c, dense = shape[0] // 4, shape[1] // 4, 2 * width, 16 * width
    g = [
        nn.Linear(latent, dense, bias=False), nn.BatchNorm1d(dense), nn.LeakyReLU(0.2),
        nn.Linear(dense, h * w * c, bias=False), nn.BatchNorm1d(h * w * c), nn.LeakyReLU(0.2), Image((h, w, c)),
        nn.ConvTranspose2d(c, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(width, shape[2], 4, 2, 1), nn.Tanh(),
    ]

    def normed(layer):
        return [layer] if norm else []

    d = [
        nn.Conv2d(shape[2], width, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(width, c, 4, 2, 1, bias=not norm), *normed(nn.BatchNorm2d(c)), nn.LeakyReLU(0.2), Vector(),
        nn.Linear(h * w * c, dense, bias=not norm), *normed(nn.BatchNorm1d(dense)), nn.LeakyReLU(0.2), nn.Linear(dense, 1),
    ]
    return Stack(*g), Stack(*d)


def unrolled(shape, width, width_d, latent):
    """The tiny networks of Metz et al. 2017."""
    sizes = planes(shape)
    c = width << (len(sizes) - 1)
    first = (*sizes[0], c)
    g = [nn.Linear(latent, torch.Size(first).numel(), bias=False), Image(first), nn.BatchNorm2d(c), nn.ReLU()]
    for h, w in sizes[1:]:
        g += [nn.ConvTranspose2d(c, c // 2, 3, 2, 1, 1, bias=False), Crop(h, w), nn.BatchNorm2d(c // 2), nn.ReLU()]
        c //= 2
    d, before = [], shape[2]
    for level in range(len(sizes) - 1):
        d += [nn.Conv2d(before, width_d << level, 3, 2, 1, bias=False), nn.BatchNorm2d(width_d << level), nn.LeakyReLU(0.3)]
        before = width_d << level
    return Stack(*g, nn.Conv2d(c, shape[2], 3, 1, 1), nn.Tanh()), Stack(*d, Vector(), nn.Linear(before * torch.Size(sizes[0]).numel(), 1))


def pacgan(hidden, depth, packing, latent):
    """Lin et al. 2018 for mixtures of Gaussians in the plane."""
    g, d, units = [], [Pack(packing)], hidden // 2
    for level in range(depth):
        g += [nn.Linear(hidden if level else latent, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU()]
    for level in range(depth - 1):
        d += [Maxout(units if level else 2 * packing, units, 5)]
    return Stack(*g, nn.Linear(hidden, 2)), Stack(*d, nn.Linear(units, 1))


def dirac():
    """Mescheder et al. 2018: a point, and a linear discriminator."""
    return Stack(Point()), Stack(nn.Linear(2, 1, bias=False))


def resnet_generator(shape, width, latent, norm):
    """Miyato and Koyama 2018 for images of at most 32 pixels."""
    sizes = planes(shape)
    first = (*sizes[0], width)
    layers = [nn.Linear(latent, torch.Size(first).numel()), Image(first)]
    for h, w in sizes[1:]:
        layers += [Branches(
            Stack(norm(width), nn.ReLU(), nn.Upsample(scale_factor=2), Crop(h, w), nn.Conv2d(width, width, 3, 1, 1),
                  norm(width), nn.ReLU(), nn.Conv2d(width, width, 3, 1, 1)),
            Stack(nn.Upsample(scale_factor=2), Crop(h, w), nn.Conv2d(width, width, 1)),
        )]
    return layers + [nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, shape[2], 3, 1, 1), nn.Tanh()]


def resnet_discriminator(width, channels, head):
    """Its counterpart, with half as many channels."""
    c, conv = width // 2, SpectralConv2d
    first = Branches(
        Stack(conv(channels, c, 3, 1, 1), nn.ReLU(), conv(c, c, 3, 1, 1), nn.AvgPool2d(2)),
        Stack(nn.AvgPool2d(2), conv(channels, c, 1)),
    )
    halve = Branches(
        Stack(nn.ReLU(), conv(c, c, 3, 1, 1), nn.ReLU(), conv(c, c, 3, 1, 1), nn.AvgPool2d(2)),
        Stack(conv(c, c, 1), nn.AvgPool2d(2)),
    )
    flat = [Branches(Stack(nn.ReLU(), conv(c, c, 3, 1, 1), nn.ReLU(), conv(c, c, 3, 1, 1)), conv(c, c, 1)) for _ in range(2)]
    return [first, halve, *flat, nn.ReLU(), Sum(), *head(c)]


def translator(shape, channels, width, blocks, halvings, cycle):
    """The generator of CycleGAN (cycle) or of StarGAN, from images of so many channels."""
    window = 3 if cycle else 4

    def conv(a, b, kernel, stride=1, pad=0):
        return nn.Conv2d(a, b, kernel, stride, pad, bias=cycle)

    def same(a, b, kernel):  # keeps the plane; CycleGAN mirrors the edges
        if cycle:
            return [nn.ReflectionPad2d(kernel // 2), conv(a, b, kernel)]
        return [conv(a, b, kernel, 1, kernel // 2)]

    def norm(c):
        return [nn.InstanceNorm2d(c, affine=not cycle), nn.ReLU()]

    def double(a, b, small, large):  # odd sides are brought back by rows added below, or cut off
        added = max(y - (2 * x - 4 + window) for x, y in zip(small, large))
        return [nn.ConvTranspose2d(a, b, window, 2, 1, added, bias=cycle), Crop(*large)]

    def halved(plane):
        return [(side + 2 - window) // 2 + 1 for side in plane]

    planes, w = [shape[:2]], width
    layers = [*same(channels, w, 7), *norm(w)]
    for _ in range(halvings):
        planes.append(halved(planes[-1]))
        layers += [conv(w, 2 * w, window, 2, 1), *norm(2 * w)]
        w *= 2
    for _ in range(blocks):
        layers += [Residual(*same(w, w, 3), *norm(w), *same(w, w, 3), norm(w)[0])]
    for small, large in zip(planes[:0:-1], planes[-2::-1]):
        layers += [*double(w, w // 2, small, large), *norm(w // 2)]
        w //= 2
    return [*layers, *same(w, shape[2], 7), nn.Tanh()]


def patches(channels, width, levels):
    """PatchGAN as CycleGAN has it."""
    layers, c = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)], width
    for level in range(1, levels + 1):
        b = width * min(2**level, 8)
        layers += [nn.Conv2d(c, b, 4, 1 if level == levels else 2, 1), nn.InstanceNorm2d(b), nn.LeakyReLU(0.2)]
        c = b
    return Stack(*layers, nn.Conv2d(c, 1, 4, 1, 1))


def star_discriminator(shape, width, levels, attributes):
    """StarGAN's discriminator: whether patches are real, and which attributes the image has."""
    layers, c = [], shape[2]
    for level in range(levels):
        layers += [nn.Conv2d(c, width << level, 4, 2, 1), nn.LeakyReLU(0.01)]
        c = width << level
    plane = [side >> levels for side in shape[:2]]
    return Stack(*layers, Heads(nn.Conv2d(c, 1, 3, 1, 1, bias=False), Stack(nn.Identity(), nn.Conv2d(c, attributes, plane, bias=False))))
