"""One run of DCGAN: its networks, optimisers and counter."""

import copy
import os

import numpy as np
import torch
from torch.nn import functional as F

from gander import Info, Progress, dataset, num, safetensors
from networks import discriminator, draw_weights, generator, multiply_adds

torch.use_deterministic_algorithms(True)


class Learner:
    def __init__(self, setup):
        p, data = setup.parameters, setup.data[0]
        # The threads of the setup must not change a bit, but those of PyTorch do.
        torch.set_num_threads(p["torch_threads"])
        self._p, self._shape, self._latent = p, tuple(data.header["shape"]), p["latent_dim"]
        self._generator = generator(self._shape, self._latent, p["base_width"])
        self._discriminator = discriminator(self._shape, p["base_width"])
        draw_weights(self._generator, num.Stream(setup.seed, "weights", "generator"))
        draw_weights(self._discriminator, num.Stream(setup.seed, "weights", "discriminator"))
        self._average = copy.deepcopy(self._generator)
        betas = p["beta1"], p["beta2"]
        self._adam_g = torch.optim.Adam(self._generator.parameters(), p["lr_g"], betas)
        self._adam_d = torch.optim.Adam(self._discriminator.parameters(), p["lr_d"], betas)
        self._steps = 0
        self._noise = num.Stream(setup.seed, "z")
        self._loader = None
        if setup.purpose == "train":
            file = dataset.File(data.path)
            batches = dataset.Batches(len(file.rows), setup.seed, data.name, "batches")
            self._loader = dataset.Loader(file, batches, p["batch_size"], setup.seed, data.name)

    def info(self):
        n = self._p["batch_size"]
        z, image = torch.zeros(1, self._latent), torch.zeros(1, self._shape[2], *self._shape[:2])
        g, d = multiply_adds(self._generator, z), multiply_adds(self._discriminator, image)
        sizes = [sum(w.numel() for w in net.parameters()) for net in (self._generator, self._discriminator)]
        # Weights, gradients, two moments and the average; activations are about one
        # number for every hundred multiply-adds.
        return Info(
            generator_params=sizes[0], discriminator_params=sizes[1], macs_per_step=n * (3 * g + 9 * d),
            bytes_resident=4 * (5 * sizes[0] + 4 * sizes[1]) + 4 * n * (g + 2 * d) // 100,
            images_per_step=n, d_updates_per_step=1, latent_dim=self._latent, sample_shape=self._shape,
        )

    def step(self):
        """Updates the discriminator on a batch and as many generated samples, then
        the generator through it on the same noise."""
        n = self._p["batch_size"]
        _, images = self._loader.batch(self._steps)
        real = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
        z = torch.from_numpy(self._noise.normal(self._steps * n * self._latent, n * self._latent)).reshape(n, self._latent)
        self._steps += 1

        fake = self._generator(z)
        d_real, d_fake = self._discriminator(real), self._discriminator(fake.detach())
        loss_d = F.softplus(-d_real).mean() + F.softplus(d_fake).mean()
        grad_d = _update(self._adam_d, self._discriminator, loss_d)
        loss_g = F.softplus(-self._discriminator(fake)).mean()
        grad_g = _update(self._adam_g, self._generator, loss_g)
        self._follow()
        scalars = [loss_d.item(), loss_g.item(), d_real.mean().item(), d_fake.mean().item(), grad_d, grad_g]
        return Progress(1, 1, n, scalars)

    @torch.no_grad()
    def _follow(self):
        """Moves the average a little towards the generator, statistics of batches
        included."""
        for a, w in zip(self._average.state_dict().values(), self._generator.state_dict().values()):
            if a.is_floating_point():
                a.lerp_(w, 1 - self._p["ema"])

    @torch.no_grad()
    def sample(self, sampling, rows):
        """Every row goes through the generator by itself, so that no bit of it
        depends on the others."""
        network = {"raw": self._generator, "ema": self._average}[sampling.weights].eval()
        z = torch.from_numpy(num.latents(sampling, rows, self._latent))
        images = [network(row[None]) for row in z]
        network.train()
        return torch.cat(images).permute(0, 2, 3, 1).contiguous().numpy()

    @torch.no_grad()
    def critique(self, samples):
        images = torch.from_numpy(samples).permute(0, 3, 1, 2).contiguous()
        self._discriminator.eval()
        values = [self._discriminator(image[None]).item() for image in images]
        self._discriminator.train()
        return values

    def _state(self):
        """All tensors that a step looks at and changes, by name."""
        networks = {"generator": self._generator, "discriminator": self._discriminator, "average": self._average}
        state = {f"{name}.{key}": t for name, net in networks.items() for key, t in net.state_dict().items()}
        for name, adam in {"adam_g": self._adam_g, "adam_d": self._adam_d}.items():
            for i, w in enumerate(adam.param_groups[0]["params"]):
                moments = adam.state[w]
                if not moments:  # before the first step
                    moments.update(step=torch.tensor(0.0), exp_avg=torch.zeros_like(w), exp_avg_sq=torch.zeros_like(w))
                state.update({f"{name}.{i}.{key}": t for key, t in moments.items()})
        return state

    def save(self, folder):
        state = {name: t.detach().numpy() for name, t in self._state().items()}
        state["steps"] = np.array(self._steps, np.int64)
        safetensors.write(os.path.join(folder, "state.safetensors"), state)

    @torch.no_grad()
    def load(self, folder):
        loaded = safetensors.read(os.path.join(folder, "state.safetensors"))
        state = self._state()
        wrong = [name for name, t in state.items() if name not in loaded or loaded[name].shape != tuple(t.shape)]
        if wrong or "steps" not in loaded:
            raise ValueError(f"the state is of another network: {', '.join(wrong) or 'steps'}")
        for name, t in state.items():
            t.copy_(torch.from_numpy(loaded[name]))
        self._steps = int(loaded["steps"])

    def export(self, folder, weights):
        network = {"raw": self._generator, "ema": self._average}[weights]
        tensors = {name: t.numpy() for name, t in network.state_dict().items()}
        safetensors.write(os.path.join(folder, "generator.safetensors"), tensors)
        return ["generator.safetensors"]

    def close(self):
        self._loader = None  # and with it the mapping


def _update(adam, network, loss):
    """Has the optimiser follow a loss; gives the norm of the gradient."""
    weights = list(network.parameters())
    for w, g in zip(weights, torch.autograd.grad(loss, weights)):
        w.grad = g
    adam.step()
    return torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(w.grad) for w in weights])).item()
