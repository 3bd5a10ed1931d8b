"""What the training steps of all variants are made of: networks, draws, updates."""
from contextlib import contextmanager
from functools import partial

import numpy as np
import torch
from torch.optim import SGD, Adam

import layout
from layers import Spectral


class Network:
    """A module with gander's names for its weights and statistics."""

    def __init__(self, name, module, start):
        self.name, self.module, self.shapes = name, module, {}
        for full, _, owner, tensor in self.tensors():
            layout.take(owner, tensor, start[full])
            self.shapes[full] = start[full].shape

    def __call__(self, *inputs):
        return self.module(*inputs)

    def tensors(self):
        """Of each tensor: its name, whether it is trained, the module that owns it, itself."""
        for path, owner in self.module.named_modules():
            prefix = ".".join(filter(None, [self.name, path])) + "."
            for name, weight in owner.named_parameters(recurse=False):
                yield prefix + name, True, owner, weight
            for name, statistic in owner.named_buffers(recurse=False):
                if name != "num_batches_tracked":
                    yield prefix + name, False, owner, statistic

    def weights(self):
        return [tensor for _, trained, _, tensor in self.tensors() if trained]

    @contextmanager
    def untracked(self):
        """Lets running statistics be, as gander does while it trains another network."""
        norms = [m for m in self.module.modules() if hasattr(m, "running_mean")]
        for norm in norms:
            norm.momentum = 0.0
        yield
        for norm in norms:
            norm.momentum = 0.1

    def follow(self):
        for module in self.module.modules():
            if isinstance(module, Spectral):
                module.follow()


class Draws:
    """What gander drew: the next draw of a name at each call."""

    def __init__(self, tensors, dtype):
        self.tensors, self.dtype, self.next = tensors, dtype, {}

    def __call__(self, name):
        k = self.next.get(name, 0)
        self.next[name] = k + 1
        draw = torch.tensor(self.tensors[name][k]).to(self.dtype)
        return layout.images(draw) if draw.dim() == 4 else draw


class Kinks:
    """How near a step comes to where a derivative jumps.

    That is the least |x| of all arguments of ReLUs and absolute values, relative
    to the root mean square of its tensor. Nearer than rounding, two
    implementations may well take different sides.
    """

    def __init__(self):
        self.nearest = 1.0

    def watch(self, module):
        for m in module.modules():
            if isinstance(m, (torch.nn.ReLU, torch.nn.LeakyReLU)):
                m.register_forward_pre_hook(lambda _, inputs: self.note(inputs[0]))

    @torch.no_grad()
    def note(self, x):
        self.nearest = min(self.nearest, float(x.abs().min() / x.pow(2).mean().sqrt()))

    def relu(self, x):
        self.note(x)
        return torch.relu(x)

    def l1(self, x, y):
        self.note(x - y)
        return torch.nn.functional.l1_loss(x, y)

    def tensors(self):
        nearest, self.nearest = self.nearest, 1.0
        return {"kink": np.array(nearest)}


class Stage:
    """One update of a training step: an optimiser over some networks.

    rate gives the learning rate after so many updates. decay, if any, is that of
    the weights' moving average, clip the bound of the weights. leader, if any, has
    the weights after each update that take the place of the optimiser's.
    """

    def __init__(self, name, networks, optimiser, rate, decay=None, clip=None):
        self.name, self.networks, self.rate, self.decay, self.clip = name, networks, rate, decay, clip
        self.optimiser = optimiser([w for n in networks for w in n.weights()])
        self.count, self.begun, self.seen, self.averages, self.leader = 0, 0, {}, {}, None
        if decay is not None:
            self.averages = {full: tensor.detach().clone() for n in networks for full, _, _, tensor in n.tensors()}

    def update(self, loss):
        self.optimiser.zero_grad()
        loss.backward(inputs=[w for n in self.networks for w in n.weights()])
        self.note("gradient", lambda weight: weight.grad)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate(self.count)
        self.optimiser.step()
        if self.leader is not None:
            self.take_over()
        self.settle()
        self.note("after", lambda weight: weight)
        self.count += 1

    def note(self, what, values):
        """Remembers something of each weight under what/stage/update in the step/weight."""
        for n in self.networks:
            for full, trained, owner, weight in n.tensors():
                if trained:
                    self.seen[self.noting(what, full)] = layout.give(owner, weight, values(weight), n.shapes[full]).copy()

    def noting(self, what, full):
        return f"{what}/{self.name}/{self.count - self.begun}/{full}"

    def take_over(self):
        for n in self.networks:
            for full, trained, owner, weight in n.tensors():
                if trained:
                    layout.take(owner, weight, self.leader[self.noting("after", full)])

    @torch.no_grad()
    def settle(self):
        for n in self.networks:
            n.follow()
            for full, trained, _, tensor in n.tensors():
                if trained and self.clip is not None:
                    tensor.clamp_(-self.clip, self.clip)
                if full in self.averages:
                    self.averages[full].mul_(self.decay).add_(tensor, alpha=1 - self.decay)

    def state(self):
        """Weights, statistics, averages and moments under gander's names."""
        moments, tensors = {"exp_avg": "m", "exp_avg_sq": "v", "square_avg": "v"}, {}
        for n in self.networks:
            for full, trained, owner, tensor in n.tensors():
                shape = n.shapes[full]
                tensors[full] = layout.give(owner, tensor, tensor, shape)
                if full in self.averages:
                    tensors["average/" + full] = layout.give(owner, tensor, self.averages[full], shape)
                for key, values in self.optimiser.state[tensor].items() if trained else ():
                    if key in moments:
                        tensors[f"moment/{self.name}/{full}/{moments[key]}"] = layout.give(owner, tensor, values, shape)
                if trained and isinstance(self.optimiser, SGD) and tensor.grad is not None:
                    tensors[f"moment/{self.name}/{full}/m"] = layout.give(owner, tensor, tensor.grad, shape)  # without momentum
        return tensors

    def noted(self):
        """The gradient in each weight, and the weight after the update, of each update since the last call."""
        seen, self.seen, self.begun = self.seen, {}, self.count
        return seen


class Report:
    """The mean of each scalar over the updates of a step."""

    def __init__(self):
        self.values = {}

    def __call__(self, **scalars):
        for key, value in scalars.items():
            self.values.setdefault(key, []).append(float(value))

    def tensors(self):
        return {"scalar/" + key: np.array(np.mean(values)) for key, values in self.values.items()}


class Variant:
    """Networks and stages of a case; those who inherit build them and do a step."""

    def __init__(self, case, start, draw):
        self.case, self.start, self.draw, self.p = case, start, draw, case["params"]
        self.kinks = Kinks()
        self.build()

    def network(self, name, module):
        self.kinks.watch(module)
        return Network(name, module, self.start)

    def adam(self):
        return partial(Adam, betas=(self.p["beta1"], self.p["beta2"]), eps=1e-8)

    def rate(self, name):
        return lambda _: self.p[name]

    def extras(self):
        return {}
