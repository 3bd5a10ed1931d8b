"""The four workloads of `gander bench` in PyTorch: the same networks, losses, batches and optimisers.

Each workload is a function of the memory format and of `wrap`, which may compile a network. It gives a
function that does one whole step, and the images that the step counts: those that updates of the
discriminator consume, and pairs of images for cyclegan64. Images are noise in [-1, 1].
"""
import itertools

import torch
import torch.nn.functional as F
from torch import nn


def transposed(channels_in, channels_out, **more):
    return nn.ConvTranspose2d(channels_in, channels_out, 4, 2, 1, bias=False, **more)


def dcgan_generator(size, width, latent):
    """Radford et al. 2016: 4x4 doubled up to size."""
    levels = {32: 3, 64: 4}[size]
    widths = [width * 2**i for i in reversed(range(levels))]
    layers = [nn.ConvTranspose2d(latent, widths[0], 4, 1, 0, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(True)]
    for a, b in zip(widths, widths[1:]):
        layers += [transposed(a, b), nn.BatchNorm2d(b), nn.ReLU(True)]
    return nn.Sequential(*layers, transposed(widths[-1], 3), nn.Tanh())


def dcgan_discriminator(size, width, norm):
    """Halves the plane to 4x4 and ends in one number. Convolutions have biases where there is no normalisation."""
    widths = [width * 2**i for i in range({32: 3, 64: 4}[size])]
    layers = [nn.Conv2d(3, width, 4, 2, 1, bias=not norm), nn.LeakyReLU(0.2, True)]
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Conv2d(a, b, 4, 2, 1, bias=not norm)] + ([nn.BatchNorm2d(b)] if norm else []) + [nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4, 1, 0, bias=not norm))


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)


def activated(channels, affine=False):
    return [nn.InstanceNorm2d(channels, affine=affine), nn.ReLU(True)]


def cyclegan_generator(width, blocks):
    """Zhu et al. 2017, appendix 7.2."""
    w, inner = width, 4 * width

    def block():
        return Residual(nn.ReflectionPad2d(1), nn.Conv2d(inner, inner, 3), *activated(inner),
                        nn.ReflectionPad2d(1), nn.Conv2d(inner, inner, 3), nn.InstanceNorm2d(inner))

    return nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(3, w, 7), *activated(w),
        nn.Conv2d(w, 2 * w, 3, 2, 1), *activated(2 * w),
        nn.Conv2d(2 * w, inner, 3, 2, 1), *activated(inner),
        *[block() for _ in range(blocks)],
        nn.ConvTranspose2d(inner, 2 * w, 3, 2, 1, 1), *activated(2 * w),
        nn.ConvTranspose2d(2 * w, w, 3, 2, 1, 1), *activated(w),
        nn.ReflectionPad2d(3), nn.Conv2d(w, 3, 7), nn.Tanh())


def patch_discriminator(width):
    """PatchGAN with three levels."""
    layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, True)]
    for a, b, stride in [(1, 2, 2), (2, 4, 2), (4, 8, 1)]:
        layers += [nn.Conv2d(a * width, b * width, 4, stride, 1), nn.InstanceNorm2d(b * width), nn.LeakyReLU(0.2, True)]
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4, 1, 1))


class StarGANGenerator(nn.Module):
    """Choi et al. 2018, table 4: the attributes asked for come as constant planes."""

    def __init__(self, width, attributes, blocks):
        super().__init__()
        w, inner = width, 4 * width

        def block():
            return Residual(nn.Conv2d(inner, inner, 3, 1, 1, bias=False), *activated(inner, True),
                            nn.Conv2d(inner, inner, 3, 1, 1, bias=False), nn.InstanceNorm2d(inner, affine=True))

        self.layers = nn.Sequential(
            nn.Conv2d(3 + attributes, w, 7, 1, 3, bias=False), *activated(w, True),
            nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), *activated(2 * w, True),
            nn.Conv2d(2 * w, inner, 4, 2, 1, bias=False), *activated(inner, True),
            *[block() for _ in range(blocks)],
            transposed(inner, 2 * w), *activated(2 * w, True),
            transposed(2 * w, w), *activated(w, True),
            nn.Conv2d(w, 3, 7, 1, 3, bias=False), nn.Tanh())

    def forward(self, x, c):
        planes = c[:, :, None, None].expand(-1, -1, x.size(2), x.size(3))
        return self.layers(torch.cat([x, planes], 1))


class StarGANDiscriminator(nn.Module):
    """Choi et al. 2018, table 5: whether patches are real, and which attributes the image has."""

    def __init__(self, size, width, attributes, levels):
        super().__init__()
        channels = [3] + [width * 2**i for i in range(levels)]
        self.layers = nn.Sequential(*itertools.chain(*[
            (nn.Conv2d(a, b, 4, 2, 1), nn.LeakyReLU(0.01)) for a, b in zip(channels, channels[1:])]))
        self.source = nn.Conv2d(channels[-1], 1, 3, 1, 1, bias=False)
        self.classes = nn.Conv2d(channels[-1], attributes, size // 2**levels, bias=False)

    def forward(self, x):
        h = self.layers(x)
        return self.source(h), self.classes(h).flatten(1)


def gradient_penalty(critic, real, fake):
    """Gulrajani et al. 2017, equation 3, without its weight."""
    a = torch.rand(real.size(0), 1, 1, 1)
    x = (a * real + (1 - a) * fake).requires_grad_(True)
    y = critic(x)
    g = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True, retain_graph=True)[0]
    return ((g.flatten(1).norm(2, 1) - 1) ** 2).mean()


def adam(parameters, rate=2e-4, betas=(0.5, 0.999)):
    return torch.optim.Adam(parameters, rate, betas)


def noise(n, size, memory):
    return (torch.rand(n, 3, size, size) * 2 - 1).to(memory_format=memory)


def dcgan64(memory, wrap):
    g = wrap(dcgan_generator(64, 64, 100).to(memory_format=memory))
    d = wrap(dcgan_discriminator(64, 64, norm=True).to(memory_format=memory))
    by_g, by_d = adam(g.parameters()), adam(d.parameters())
    real, one, zero = noise(64, 64, memory), torch.ones(64), torch.zeros(64)
    loss = F.binary_cross_entropy_with_logits

    def step():
        by_d.zero_grad()
        loss(d(real).flatten(), one).backward()
        fake = g(torch.randn(64, 100, 1, 1))
        loss(d(fake.detach()).flatten(), zero).backward()
        by_d.step()
        by_g.zero_grad()
        loss(d(fake).flatten(), one).backward()
        by_g.step()

    return step, 64


def wgangp32(memory, wrap):
    g = wrap(dcgan_generator(32, 64, 128).to(memory_format=memory))
    d = wrap(dcgan_discriminator(32, 64, norm=False).to(memory_format=memory))
    by_g, by_d = adam(g.parameters(), 1e-4, (0.0, 0.9)), adam(d.parameters(), 1e-4, (0.0, 0.9))
    real = noise(64, 32, memory)

    def step():
        for _ in range(5):
            by_d.zero_grad()
            fake = g(torch.randn(64, 128, 1, 1)).detach()
            (d(fake).mean() - d(real).mean() + 10 * gradient_penalty(d, real, fake)).backward()
            by_d.step()
        by_g.zero_grad()
        (-d(g(torch.randn(64, 128, 1, 1))).mean()).backward()
        by_g.step()

    return step, 5 * 64


def cyclegan64(memory, wrap):
    ab, ba = [wrap(cyclegan_generator(32, 6).to(memory_format=memory)) for _ in "ab"]
    da, db = [wrap(patch_discriminator(32).to(memory_format=memory)) for _ in "ab"]
    by_g = adam(itertools.chain(ab.parameters(), ba.parameters()))
    by_d = adam(itertools.chain(da.parameters(), db.parameters()))
    a, b = noise(4, 64, memory), noise(4, 64, memory)

    def squares(y, target):
        return ((y - target) ** 2).mean()

    def learn(discriminators, whether):
        for p in itertools.chain(*[d.parameters() for d in discriminators]):
            p.requires_grad_(whether)

    def step():
        learn([da, db], False)
        by_g.zero_grad()
        fake_b, fake_a = ab(a), ba(b)
        adversarial = squares(db(fake_b), 1) + squares(da(fake_a), 1)
        cycle = F.l1_loss(ba(fake_b), a) + F.l1_loss(ab(fake_a), b)
        identity = F.l1_loss(ab(b), b) + F.l1_loss(ba(a), a)
        (adversarial + 10 * cycle + 5 * identity).backward()
        by_g.step()
        learn([da, db], True)
        by_d.zero_grad()
        (0.5 * (squares(da(a), 1) + squares(da(fake_a.detach()), 0) + squares(db(b), 1) + squares(db(fake_b.detach()), 0))).backward()
        by_d.step()

    return step, 4


def stargan64(memory, wrap):
    g = wrap(StarGANGenerator(32, 5, 6).to(memory_format=memory))
    d = wrap(StarGANDiscriminator(64, 32, 5, 5).to(memory_format=memory))
    by_g, by_d = adam(g.parameters(), 1e-4), adam(d.parameters(), 1e-4)
    real = noise(16, 64, memory)
    own, target = [(torch.rand(16, 5) > 0.5).float() for _ in "ab"]

    def classification(y, c):
        return F.binary_cross_entropy_with_logits(y, c, reduction="sum") / y.size(0)

    def step():
        for _ in range(5):
            source, classes = d(real)
            fake = g(real, target).detach()
            fake_source, _ = d(fake)
            by_d.zero_grad()
            (-source.mean() + fake_source.mean() + classification(classes, own)
             + 10 * gradient_penalty(lambda x: d(x)[0], real, fake)).backward()
            by_d.step()
        fake = g(real, target)
        source, classes = d(fake)
        by_g.zero_grad()
        (-source.mean() + classification(classes, target) + 10 * (real - g(fake, own)).abs().mean()).backward()
        by_g.step()

    return step, 5 * 16


WORKLOADS = {w.__name__: w for w in (dcgan64, wgangp32, cyclegan64, stargan64)}
