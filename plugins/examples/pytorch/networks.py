"""The networks of DCGAN for images of any size, by the rule of gander's own: the
plane doubles from about 4 pixels to the image, and what is too much is cropped."""

import torch
from torch import nn

STAGE = {"kernel_size": 4, "stride": 2, "padding": 1, "bias": False}  # doubles or halves a plane


def sizes(height, width):
    """The planes of the generator, from the smallest to the image."""
    planes = [(height, width)]
    while min(planes[0]) > 4:
        planes.insert(0, tuple((n + 1) // 2 for n in planes[0]))
    return planes


class Crop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def forward(self, x):
        return x[:, :, : self.size[0], : self.size[1]]


def generator(shape, latent, width):
    """Maps (N, latent) to images (N, C, H, W) in [-1, 1]."""
    first, *planes = sizes(*shape[:2])
    channels = width << (len(planes) - 1)
    layers = [nn.Linear(latent, channels * first[0] * first[1], bias=False), nn.Unflatten(1, (channels, *first)),
              nn.BatchNorm2d(channels), nn.ReLU()]
    for plane in planes[:-1]:
        layers += [nn.ConvTranspose2d(channels, channels // 2, **STAGE), Crop(plane), nn.BatchNorm2d(channels // 2), nn.ReLU()]
        channels //= 2
    return nn.Sequential(*layers, nn.ConvTranspose2d(channels, shape[2], **STAGE), Crop(planes[-1]), nn.Tanh())


def discriminator(shape, width):
    """Maps images (N, C, H, W) to one number each, (N,)."""
    layers, channels = [], shape[2]
    height, wide = shape[:2]
    for level in range(len(sizes(*shape[:2])) - 1):
        layers.append(nn.Conv2d(channels, width << level, **STAGE))
        channels, height, wide = width << level, height // 2, wide // 2
        if level > 0:
            layers.append(nn.BatchNorm2d(channels))
        layers.append(nn.LeakyReLU(0.2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * height * wide, 1, bias=False), nn.Flatten(0))


@torch.no_grad()
def draw_weights(network, stream):
    """Draws the weights of convolutions and linear layers from N(0, 0.02), and those
    of batch normalisation from N(1, 0.02)."""
    first = 0
    for module in network.modules():
        weight = getattr(module, "weight", None)
        if weight is None:
            continue
        mean = 1 if isinstance(module, nn.BatchNorm2d) else 0
        numbers = torch.from_numpy(stream.normal(first, weight.numel())).reshape(weight.shape)
        weight.copy_(mean + 0.02 * numbers)
        first += weight.numel()


def multiply_adds(network, example):
    """Of one forward pass for an example (1, …)."""
    total = 0

    def count(module, inputs, output):
        nonlocal total
        if isinstance(module, nn.ConvTranspose2d):
            total += module.weight.numel() * inputs[0][0, 0].numel()
        elif isinstance(module, nn.Conv2d):
            total += module.weight.numel() * output[0, 0].numel()
        elif isinstance(module, nn.Linear):
            total += module.weight.numel()

    hooks = [m.register_forward_hook(count) for m in network.modules()]
    network.eval()
    with torch.no_grad():
        network(example)
    network.train()
    for hook in hooks:
        hook.remove()
    return total
