"""The training steps of the variants that translate images, as their papers give them."""
import torch
import torch.nn.functional as F

import layout
import networks as nets
from layers import Join, Stack
from losses import decay, distance, gradient_penalty
from training import Stage, Variant


class Pool:
    """The image pool of CycleGAN's code, with gander's chances: of image k, and the place it may take."""

    def __init__(self, size, shape, chance, place):
        self.size, self.shape, self.chance, self.place = size, shape, chance, place
        self.images, self.k = [], 0

    def exchange(self, images):
        if self.size == 0:
            return images
        return torch.stack([self.one(image) for image in images])

    def one(self, image):
        k, self.k = self.k, self.k + 1
        if len(self.images) < self.size:
            self.images.append(image.clone())
            return image
        if self.chance[k] < 0.5:
            return image
        place = int(self.place[k])
        old, self.images[place] = self.images[place], image.clone()
        return old

    def tensor(self):
        kept = torch.zeros(self.size, *self.shape)
        for i, image in enumerate(self.images):
            kept[i] = layout.pixels(image)
        return kept.float().numpy()


class CycleGAN(Variant):
    def build(self):
        p, shape, steps = self.p, self.case["shape"], self.case["total_steps"]

        def generator(name):
            return self.network(name, Stack(*nets.translator(shape, shape[2], p["base_width"], p["blocks"], p["n_downsampling"], cycle=True)))

        def discriminator(name):
            return self.network(name, nets.patches(shape[2], p["base_width"], p["n_layers"]))

        self.ab, self.ba = generator("generator_ab"), generator("generator_ba")
        self.da, self.db = discriminator("discriminator_a"), discriminator("discriminator_b")
        self.makers = Stage("generators", [self.ab, self.ba], self.adam(), decay(p["lr_g"], p["decay_from"], steps), decay=p["ema"])
        self.critics = Stage("discriminators", [self.da, self.db], self.adam(), decay(p["lr_d"], p["decay_from"], steps))
        self.all = [self.makers, self.critics]
        chances = self.draw.tensors
        self.pools = {d: Pool(p["pool_size"], shape, chances[f"pool_{d}/chance"], chances[f"pool_{d}/place"]) for d in "ab"}

    def step(self, report):
        p, a, b = self.p, self.draw("a"), self.draw("b")
        fake_b, fake_a = self.ab(a), self.ba(b)
        adversarial = distance(self.db(fake_b), 1.0) + distance(self.da(fake_a), 1.0)
        cycle = self.kinks.l1(self.ba(fake_b), a) + self.kinks.l1(self.ab(fake_a), b)
        identity = torch.zeros(())
        if p["lambda_identity"] > 0:
            identity = self.kinks.l1(self.ab(b), b) + self.kinks.l1(self.ba(a), a)
        loss = adversarial + p["lambda_cycle"] * (cycle + p["lambda_identity"] * identity)
        self.makers.update(loss)
        report(loss_g=loss, adversarial=adversarial, cycle=cycle, identity=identity)

        # gander's pool holds images in single precision.
        old_a, old_b = [self.pools[d].exchange(x.detach().float().to(x.dtype)) for d, x in (("a", fake_a), ("b", fake_b))]
        real = self.da(a), self.db(b)
        fake = self.da(old_a), self.db(old_b)
        loss = sum(distance(x, 1.0) for x in real) / 2 + sum(distance(x, 0.0) for x in fake) / 2
        self.critics.update(loss)
        report(loss_d=loss, d_real=sum(x.mean() for x in real) / 2, d_fake=sum(x.mean() for x in fake) / 2)

    def extras(self):
        return {f"extra/pool/{d}": pool.tensor() for d, pool in self.pools.items()}


class StarGAN(Variant):
    def build(self):
        p, shape, datasets = self.p, self.case["shape"], self.case["datasets"]
        self.attributes = self.case["attributes"]
        asked = self.attributes + (datasets if datasets > 1 else 0)
        g = nets.translator(shape, shape[2] + asked, p["base_width"], p["blocks"], p["n_downsampling"], cycle=False)
        self.g = self.network("generator", Stack(Join(asked), *g))
        self.d = self.network("discriminator", nets.star_discriminator(shape, p["base_width"], p["n_layers"], self.attributes))
        self.updates = p["n_critic"]
        steps = self.case["total_steps"]
        self.critic = Stage("critic", [self.d], self.adam(), decay(p["lr_d"], p["decay_from"], steps * self.updates))
        self.maker = Stage("generator", [self.g], self.adam(), decay(p["lr_g"], p["decay_from"], steps), decay=p["ema"])
        self.all = [self.critic, self.maker]

    def judge(self, x):
        out = self.d(x)
        return out[:, : -self.attributes], out[:, -self.attributes :]

    def classification(self, logits, c, known):
        """Cross-entropies summed over the attributes that the image's dataset knows."""
        each = F.binary_cross_entropy_with_logits(logits, c[:, : self.attributes], reduction="none")
        return (each * known).sum() / len(logits)

    def batch(self):
        return [self.draw(name) for name in ("real", "own", "target", "known", "alpha")]

    def step(self, report):
        for _ in range(self.updates):
            batch = self.batch()
            self.improve_critic(batch, report)
        self.improve_generator(batch, report)

    def improve_critic(self, batch, report):
        real, own, target, known, alpha = batch
        fake = self.g(real, target).detach()
        (on_real, named), (on_fake, _) = self.judge(real), self.judge(fake)
        distance, classes = on_real.mean() - on_fake.mean(), self.classification(named, own, known)
        penalty = gradient_penalty(lambda x: self.judge(x)[0], real, fake, alpha)
        loss = -distance + self.p["lambda_cls"] * classes + self.p["lambda_gp"] * penalty
        self.critic.update(loss)
        report(loss_d=loss, wasserstein=distance, cls_real=classes, penalty=penalty, d_real=on_real.mean(), d_fake=on_fake.mean())

    def improve_generator(self, batch, report):
        real, own, target, known, _ = batch
        fake = self.g(real, target)
        on_fake, named = self.judge(fake)
        classes, back = self.classification(named, target, known), self.kinks.l1(self.g(fake, own), real)
        identity = torch.zeros(())
        if self.p["lambda_identity"] > 0:
            identity = self.kinks.l1(self.g(real, own), real)
        loss = -on_fake.mean() + self.p["lambda_cls"] * classes + self.p["lambda_rec"] * back + self.p["lambda_identity"] * identity
        self.maker.update(loss)
        report(loss_g=loss, cls_fake=classes, reconstruction=back, identity=identity)
