"""Losses and schedules, by PyTorch's own functions."""
import torch
import torch.nn.functional as F


def cross_entropy(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def distance(x, target):
    return F.mse_loss(x, torch.full_like(x, target))


def gradient_penalty(critic, real, fake, alpha):
    """Gulrajani et al. 2017, equation 3: alpha is one number for each sample."""
    alpha = alpha.view(-1, *[1] * (real.dim() - 1))
    x = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    y = critic(x)
    (gradient,) = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)
    return ((gradient.flatten(1).norm(2, 1) - 1) ** 2).mean()


def zero_penalty(discriminator, x):
    """Mescheder et al. 2018, equation 9, without its weight."""
    x = x.detach().requires_grad_(True)
    y = discriminator(x)
    (gradient,) = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)
    return gradient.flatten(1).pow(2).sum(1).mean()


def decay(rate, share, horizon):
    """rate for a share of so many updates, then a line to 0 behind the last."""
    start = int(share * horizon)
    return lambda updates: rate * min(1.0, (horizon - updates) / (horizon - start))


def adversarial(loss, kinks):
    """What discriminator and generator minimise, by the parameter loss."""

    def entropy(real, fake):
        return cross_entropy(real, 1.0) + cross_entropy(fake, 0.0)

    return {
        "nonsaturating": (entropy, lambda fake: cross_entropy(fake, 1.0)),
        "minimax": (entropy, lambda fake: -cross_entropy(fake, 0.0)),
        "least_squares": (lambda real, fake: (distance(real, 1.0) + distance(fake, 0.0)) / 2, lambda fake: distance(fake, 1.0) / 2),
        "hinge": (lambda real, fake: kinks.relu(1 - real).mean() + kinks.relu(1 + fake).mean(), lambda fake: -fake.mean()),
    }[loss]
