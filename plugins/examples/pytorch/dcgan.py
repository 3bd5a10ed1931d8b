"""DCGAN in PyTorch: what it is. The networks are in networks.py, the training in
learner.py, which are imported when a learner is opened: PyTorch takes seconds to
load, and a host that asks only what this is should not wait for it."""

from gander import Description, Parameter, Scalar, Unsupported

SMALLEST, LARGEST = 16, 256  # pixels of a side

PARAMETERS = [
    Parameter("base_width", "int", 64, "Channels next to the image (ngf and ndf); they double at each level away from it.", 1, 512),
    Parameter("latent_dim", "int", 100, "Length of the noise.", 1, 4096),
    Parameter("batch_size", "int", 64, "Real samples, and generated ones, of each update.", 2, 4096),
    Parameter("lr_d", "float", 2e-4, "Learning rate of the discriminator.", 0, 1),
    Parameter("lr_g", "float", 2e-4, "Learning rate of the generator.", 0, 1),
    Parameter("beta1", "float", 0.5, "Adam's decay of the first moment.", 0, 0.9999),
    Parameter("beta2", "float", 0.999, "Adam's decay of the second moment.", 0, 0.999999),
    Parameter("ema", "float", 0.999, "Decay of the moving average of the generator's weights, per step.", 0.5, 0.999999),
    Parameter("torch_threads", "int", 1, "Threads that PyTorch computes with; another number gives other bits.", 1, 256),
]

SCALARS = [
    Scalar("loss_d", "Loss of the discriminator.", "loss_d"),
    Scalar("loss_g", "Loss of the generator.", "loss_g"),
    Scalar("d_real", "Mean raw output of the discriminator for the batch, before its update."),
    Scalar("d_fake", "Mean raw output of the discriminator for generated samples, before its update."),
    Scalar("grad_d", "Norm of the discriminator's gradient.", "grad_d"),
    Scalar("grad_g", "Norm of the generator's gradient.", "grad_g"),
]


class DCGAN:
    def describe(self):
        return Description(
            name="pytorch", version="1.0.0", numerics="1",
            summary="DCGAN in PyTorch, for images of 16 to 256 pixels.",
            source="Radford et al. 2016, arXiv:1511.06434",
            tasks=["image"], parameters=PARAMETERS, scalars=SCALARS, abilities=["export", "critique", "average"],
        )

    def open(self, setup):
        if len(setup.data) != 1:
            raise Unsupported(f"{len(setup.data)} datasets, want one")
        header = setup.data[0].header
        shape = header["shape"]
        if header["kind"] != "image" or min(shape[:2]) < SMALLEST or max(shape[:2]) > LARGEST:
            raise Unsupported(f"{header['kind']}s of shape {shape}: want images of {SMALLEST} to {LARGEST} pixels a side")
        from learner import Learner
        return Learner(setup)
