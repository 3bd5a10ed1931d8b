"""The original GAN in NumPy: perceptrons for points and small images."""

import os

import numpy as np
from gander import dataset, num, safetensors
from gander import Description, Info, Parameter, Progress, Scalar, Unsupported
from mlp import Adam, Network, norm

LARGEST = 32 * 32 * 3  # numbers of an image that a perceptron is asked to make

PARAMETERS = [
    Parameter("hidden", "int", 128, "Units of each hidden layer.", 1, 4096),
    Parameter("depth", "int", 3, "Hidden layers.", 1, 16),
    Parameter("latent_dim", "int", 0, "Length of the noise; 0 takes 64 for images and 2 for points.", 0, 4096),
    Parameter("batch_size", "int", 64, "Real samples, and generated ones, of each update.", 2, 4096),
    Parameter("lr_d", "float", 1e-3, "Learning rate of the discriminator.", 0, 1),
    Parameter("lr_g", "float", 1e-3, "Learning rate of the generator.", 0, 1),
    Parameter("beta1", "float", 0.5, "Adam's decay of the first moment.", 0, 0.9999),
    Parameter("beta2", "float", 0.999, "Adam's decay of the second moment.", 0, 0.999999),
    Parameter("ema", "float", 0.999, "Decay of the moving average of the generator's weights, per step.", 0.5, 0.999999),
]

SCALARS = [
    Scalar("loss_d", "Loss of the discriminator.", "loss_d"),
    Scalar("loss_g", "Loss of the generator.", "loss_g"),
    Scalar("d_real", "Mean raw output of the discriminator for the batch, before its update."),
    Scalar("d_fake", "Mean raw output of the discriminator for generated samples, before its update."),
    Scalar("grad_d", "Norm of the discriminator's gradient.", "grad_d"),
    Scalar("grad_g", "Norm of the generator's gradient.", "grad_g"),
]


class NumPyGAN:
    def describe(self):
        return Description(
            name="numpy", version="1.0.0", numerics="1",
            summary="The original GAN with perceptrons, in NumPy with its gradients written out.",
            source="Goodfellow et al. 2014, arXiv:1406.2661",
            tasks=["image", "points"], parameters=PARAMETERS, scalars=SCALARS,
            abilities=["export", "critique", "average"],
        )

    def open(self, setup):
        if len(setup.data) != 1:
            raise Unsupported(f"{len(setup.data)} datasets, want one")
        header = setup.data[0].header
        if np.prod(header["shape"]) > LARGEST:
            raise Unsupported(f"rows of shape {header['shape']} have more than {LARGEST} numbers")
        return Learner(setup)


class Learner:
    def __init__(self, setup):
        p, data = setup.parameters, setup.data[0]
        self._p, self._seed, self._header = p, setup.seed, data.header
        self._shape = tuple(data.header["shape"])
        self._is_image = data.header["kind"] == "image"
        self._latent = p["latent_dim"] or (64 if self._is_image else 2)
        hidden = [p["hidden"]] * p["depth"]
        size = int(np.prod(self._shape))
        self._generator = Network([self._latent, *hidden, size], 0, num.Stream(setup.seed, "weights", "generator"))
        self._discriminator = Network([size, *hidden, 1], 0.2, num.Stream(setup.seed, "weights", "discriminator"))
        self._average = [w.copy() for w in self._generator.weights]
        self._adam_g = Adam(self._generator.weights, p["lr_g"], p["beta1"], p["beta2"])
        self._adam_d = Adam(self._discriminator.weights, p["lr_d"], p["beta1"], p["beta2"])
        self._steps = 0
        self._noise = num.Stream(setup.seed, "z")
        self._loader = None
        if setup.purpose == "train":
            file = dataset.File(data.path)
            batches = dataset.Batches(len(file.rows), setup.seed, data.name, "batches")
            self._loader = dataset.Loader(file, batches, p["batch_size"], setup.seed, data.name)

    def info(self):
        g, d, n = self._generator.size(), self._discriminator.size(), self._p["batch_size"]
        # Forward and twice as much backward, of the generator once, and of the
        # discriminator for real and fake samples and then for the generator.
        return Info(
            generator_params=g, discriminator_params=d, macs_per_step=n * (3 * g + 9 * d),
            bytes_resident=4 * (4 * g + 3 * d) + 4 * n * (self._p["depth"] + 1) * self._p["hidden"] * 4,
            images_per_step=n, d_updates_per_step=1, latent_dim=self._latent, sample_shape=self._shape,
        )

    def step(self):
        """Updates the discriminator on a batch and as many generated samples, then
        the generator through it, with the nonsaturating loss."""
        n = self._p["batch_size"]
        _, real = self._loader.batch(self._steps)
        z = self._noise.normal(self._steps * n * self._latent, n * self._latent).reshape(n, self._latent)
        fake, trail = self._generator.forward(z)
        if self._is_image:
            fake = np.tanh(fake)
        self._steps += 1

        d, trail_d = self._discriminator.forward(np.concatenate([real.reshape(n, -1), fake]))
        sign = np.repeat(np.array([[-1], [1]], np.float32), n, axis=0)  # the loss is softplus(sign · d)
        gradients, _ = self._discriminator.backward(trail_d, sign * sigmoid(sign * d) / np.float32(n))
        self._adam_d.update(self._discriminator.weights, gradients, self._steps)
        loss_d, grad_d = float(softplus(sign * d).sum() / n), norm(gradients)

        judged, trail_d = self._discriminator.forward(fake)
        _, gradient = self._discriminator.backward(trail_d, -sigmoid(-judged) / np.float32(n))
        if self._is_image:
            gradient = gradient * (1 - fake * fake)
        gradients, _ = self._generator.backward(trail, gradient)
        self._adam_g.update(self._generator.weights, gradients, self._steps)
        for a, w in zip(self._average, self._generator.weights):
            a += np.float32(1 - self._p["ema"]) * (w - a)
        scalars = [loss_d, float(softplus(-judged).mean()), float(d[:n].mean()), float(d[n:].mean()), grad_d, norm(gradients)]
        return Progress(1, 1, n, scalars)

    def sample(self, sampling, rows):
        z = num.latents(sampling, rows, self._latent)
        x = self._generator.rows(z, self._weights(sampling.weights))
        return (np.tanh(x) if self._is_image else x).reshape(len(rows), *self._shape)

    def _weights(self, which):
        return {"raw": self._generator.weights, "ema": self._average}[which]

    def critique(self, samples):
        rows = self._discriminator.rows(samples.reshape(len(samples), -1), self._discriminator.weights)
        return rows[:, 0].tolist()

    def _state(self):
        """All that a step looks at and changes, by name."""
        groups = {
            "generator": self._generator.weights, "discriminator": self._discriminator.weights, "average": self._average,
            "adam_g.m": self._adam_g.m, "adam_g.v": self._adam_g.v, "adam_d.m": self._adam_d.m, "adam_d.v": self._adam_d.v,
        }
        return {f"{name}.{i}": w for name, group in groups.items() for i, w in enumerate(group)}

    def save(self, folder):
        state = {**self._state(), "steps": np.array(self._steps, np.int64)}
        safetensors.write(os.path.join(folder, "state.safetensors"), state)

    def load(self, folder):
        loaded = safetensors.read(os.path.join(folder, "state.safetensors"))
        state = self._state()
        wrong = [name for name, w in state.items() if name not in loaded or loaded[name].shape != w.shape]
        if wrong or "steps" not in loaded:
            raise ValueError(f"the state is of another network: {', '.join(wrong) or 'steps'}")
        for name, w in state.items():
            w[...] = loaded[name]
        self._steps = int(loaded["steps"])

    def export(self, folder, weights):
        tensors = {f"{i // 2}.{'bias' if i % 2 else 'weight'}": w for i, w in enumerate(self._weights(weights))}
        safetensors.write(os.path.join(folder, "generator.safetensors"), tensors)
        return ["generator.safetensors"]

    def close(self):
        self._loader = None  # and with it the mapping


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    return np.float32(0.5) * (np.tanh(np.float32(0.5) * x) + np.float32(1))
