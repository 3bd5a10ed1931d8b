"""The training steps of the variants that make images from noise, as their papers give them.

A variant is a class that makes its networks and stages from a case and does one
step with what it draws.
"""
from functools import partial

import torch
import torch.nn.functional as F
from torch.optim import SGD, RMSprop

import layers
import networks as nets
from layers import Stack
from losses import adversarial, gradient_penalty, zero_penalty
from training import Stage, Variant


class Unconditional(Variant):
    """The networks of vanilla and wgan."""

    norm = True

    def build(self):
        p, shape, name, latent = self.p, self.case["shape"], self.p["architecture"], self.p["latent_dim"]
        if name == "mlp" or len(shape) == 1 and name == "dcgan":
            g, d = nets.perceptrons(shape, p["hidden"], p["depth"], latent)
        elif name == "infogan":
            g, d = nets.infogan(shape, p["base_width"], latent, self.norm)
        elif name == "unrolled":
            g, d = nets.unrolled(shape, p["base_width"], p["width_d"], latent)
        elif name == "pacgan":
            g, d = nets.pacgan(p["hidden"], p["depth"], p["packing"], latent)
        elif name == "dirac":
            g, d = nets.dirac()
        else:
            g = Stack(*nets.dcgan_generator(shape, p["base_width"], p["latent_dim"]))
            d = Stack(*nets.dcgan_discriminator(shape, p["base_width"], shape[2], norm=self.norm))
        self.g, self.d = self.network("generator", g), self.network("discriminator", d)
        self.stages()


class Vanilla(Unconditional):
    def stages(self):
        optimiser = partial(SGD, lr=0.0) if self.p["optimiser"] == "sgd" else self.adam()
        self.critic = Stage("discriminator", [self.d], optimiser, self.rate("lr_d"))
        self.maker = Stage("generator", [self.g], optimiser, self.rate("lr_g"), decay=self.p["ema"])
        self.all = [self.critic, self.maker]

    def step(self, report):
        for_d, for_g = adversarial(self.p["loss"], self.kinks)
        real, fake = self.draw("real"), self.g(self.draw("z"))
        on_real, on_fake = self.d(real), self.d(fake.detach())
        loss = for_d(on_real, on_fake)
        if self.p["lambda_r1"]:
            loss = loss + self.p["lambda_r1"] / 2 * zero_penalty(self.d, real)
        self.critic.update(loss)
        report(loss_d=loss, d_real=on_real.mean(), d_fake=on_fake.mean())
        with self.d.untracked():
            loss = for_g(self.d(fake))
        self.maker.update(loss)
        report(loss_g=loss)


class WGAN(Unconditional):
    @property
    def norm(self):
        return self.p["penalty"] == "clip"

    def stages(self):
        clipped = self.p["penalty"] == "clip"
        optimisers = {"rmsprop": partial(RMSprop, alpha=0.99, eps=1e-8), "adam": self.adam(), "sgd": partial(SGD, lr=0.0)}
        optimisers["reference"] = optimisers["rmsprop" if clipped else "adam"]
        optimiser = optimisers[self.p["optimiser"]]
        self.critic = Stage("critic", [self.d], optimiser, self.rate("lr_d"), clip=self.p["clip_value"] if clipped else None)
        self.maker = Stage("generator", [self.g], optimiser, self.rate("lr_g"), decay=self.p["ema"])
        self.all = [self.critic, self.maker]

    def step(self, report):
        for _ in range(self.p["n_critic"]):
            self.improve_critic(report)
        with self.d.untracked():
            loss = -self.d(self.g(self.draw("z"))).mean()
        self.maker.update(loss)
        report(loss_g=loss)

    def improve_critic(self, report):
        real = self.draw("real")
        with self.g.untracked():
            fake = self.g(self.draw("z")).detach()
        on_real, on_fake = self.d(real), self.d(fake)
        loss, penalty = on_fake.mean() - on_real.mean(), torch.zeros(())
        distance = -loss
        if self.p["penalty"] == "gradient":
            penalty = gradient_penalty(self.d, real, fake, self.draw("alpha"))
            loss = loss + self.p["lambda_gp"] * penalty
        self.critic.update(loss)
        report(loss_d=loss, wasserstein=distance, penalty=penalty, d_real=on_real.mean(), d_fake=on_fake.mean())


class Conditional(Variant):
    def build(self):
        g, d = {"concat": self.concat, "acgan": self.auxiliary, "projection": self.projection}[self.p["method"]]()
        self.g, self.d = self.network("generator", Stack(*g)), self.network("discriminator", Stack(*d))
        self.critic = Stage("discriminator", [self.d], self.adam(), self.rate("lr_d"))
        self.maker = Stage("generator", [self.g], self.adam(), self.rate("lr_g"), decay=self.p["ema"])
        self.all = [self.critic, self.maker]

    def concat(self):
        p, shape, k, length = self.p, self.case["shape"], self.case["classes"], self.p["embedding_dim"]
        beside, latent, channels = (lambda: layers.Join(k, length)), p["latent_dim"] + (length or k), shape[2] + (length or k)
        if p["architecture"] == "resnet":
            g = nets.resnet_generator(shape, p["base_width"], latent, torch.nn.BatchNorm2d)
            d = nets.resnet_discriminator(p["base_width"], channels, lambda c: [layers.SpectralLinear(c, 1)])
        else:
            g = nets.dcgan_generator(shape, p["base_width"], latent)
            d = nets.dcgan_discriminator(shape, p["base_width"], channels)
        return [beside(), *g], [beside(), *d]

    def auxiliary(self):
        p, shape, k, length = self.p, self.case["shape"], self.case["classes"], self.p["embedding_dim"]
        g = nets.dcgan_generator(shape, p["base_width"], p["latent_dim"] + (length or k))
        return [layers.Join(k, length), *g], nets.dcgan_discriminator(shape, p["base_width"], shape[2], outputs=1 + k)

    def projection(self):
        p, shape, k = self.p, self.case["shape"], self.case["classes"]
        norm, head = (lambda c: layers.ConditionalBatchNorm(c, k)), (lambda c: [layers.Projection(c, k)])
        if p["architecture"] == "dcgan":
            g = nets.dcgan_generator(shape, p["base_width"], p["latent_dim"], norm)
            d = nets.dcgan_discriminator(
                shape, p["base_width"], shape[2], norm=False, conv=layers.SpectralConv2d, head=lambda c: [layers.Sum(), *head(c)])
        else:
            g = nets.resnet_generator(shape, p["base_width"], p["latent_dim"], norm)
            d = nets.resnet_discriminator(p["base_width"], shape[2], head)
        return g, d

    def judge(self, x, y):
        """Real or generated, and the cross-entropy of the class."""
        out = self.d(x, y).flatten(1)
        if self.p["method"] != "acgan":
            return out, torch.zeros(())
        return out[:, :1], F.cross_entropy(out[:, 1:], y.argmax(1))

    def step(self, report):
        for_d, for_g = adversarial(self.p["loss"], self.kinks)
        for _ in range(self.p["n_critic"]):
            z, real, y = self.draw("z"), self.draw("real"), self.draw("labels")
            with self.g.untracked():
                fake = self.g(z, y).detach()
            (on_real, named_real), (on_fake, named_fake) = self.judge(real, y), self.judge(fake, y)
            loss = for_d(on_real, on_fake) + self.p["lambda_cls"] * (named_real + named_fake)
            self.critic.update(loss)
            report(loss_d=loss, cls_real=named_real, cls_fake=named_fake, d_real=on_real.mean(), d_fake=on_fake.mean())
        with self.d.untracked():
            on_fake, named_fake = self.judge(self.g(z, y), y)
        loss = for_g(on_fake) + self.p["lambda_cls"] * named_fake
        self.maker.update(loss)
        report(loss_g=loss)
