"""What PyTorch makes of the cases in torch_cases.json.

    python3 torch_ops.py CASES INPUTS OUTPUTS float32|float64

INPUTS has the numbers of every case as safetensors; their names are the case's,
a slash and the operand's. For an operator, OUTPUTS gets

    CASE/y         its value
    CASE/d/X       the gradient of <y, r> in X, for every X that is not constant
    CASE/dd/X      the gradient of the sum over X of <d/X, s/X> in X
    CASE/after/B   the buffer B after a step of training

and for a training run the loss, weights and average after each step. Images are
(N, H, W, C) and weights (KH, KW, in, out) in the files, as gander has them.
"""

import json
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

NUMBERS = {"F32": np.float32, "F64": np.float64}


def read(path):
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        body = f.read()
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        tensors[name] = np.frombuffer(body[begin:end], NUMBERS[t["dtype"]]).reshape(t["shape"])
    return tensors


def write(path, tensors):
    header, body = {}, b""
    for name, t in tensors.items():
        t = torch.zeros(t.shape).double() + t.detach()  # a derivative that is zero may have no memory
        data = np.ascontiguousarray(t.numpy()).tobytes()
        header[name] = {"dtype": "F64", "shape": list(t.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + body)


def planes_first(x):
    return x.permute(0, 3, 1, 2) if x.dim() == 4 else x


def planes_last(x):
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def on_planes(f):
    return lambda t, a, train: planes_last(f(planes_first(t["x"]), t, a, train))


def conv(x, w, b, a):
    return F.conv2d(x, w.permute(3, 2, 0, 1), b, stride=int(a["stride"]), padding=int(a["pad"]))


def batch_norm(x, weight, bias, t, train):
    mean, variance = t["running_mean"].clone(), t["running_var"].clone()
    y = F.batch_norm(x, mean, variance, weight, bias, training=train)
    if train:
        t["after"] = {"running_mean": mean, "running_var": variance}
    return y


def conditional_batch_norm(x, t, a, train):
    def each(table):
        return F.embedding(t["classes"].argmax(1), table)[:, :, None, None]

    return batch_norm(x, None, None, t, train) * each(t["weight"]) + each(t["bias"])


def spectral_norm(module, weight, t, train):
    """torch.nn.utils.spectral_norm on a given weight and singular vector.

    In evaluation PyTorch takes the singular vectors of the last training step,
    gander improves its own by a step that it does not keep: as in training here.
    """
    module = torch.nn.utils.spectral_norm(module).to(weight.dtype)
    del module._parameters["weight_orig"]
    module.weight_orig = weight
    module.weight_u.copy_(t["weight_u"])
    y = module(planes_first(t["x"]))
    t["after"] = {"weight_u": module.weight_u}
    return planes_last(y)


def spectral_linear(t, a, train):
    w = t["weight"].t()
    return spectral_norm(torch.nn.Linear(w.shape[1], w.shape[0], bias=False), w, t, train)


def spectral_conv(t, a, train):
    w = t["weight"].permute(3, 2, 0, 1)
    module = torch.nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], int(a["stride"]), int(a["pad"]), bias=False)
    return spectral_norm(module, w, t, train)


def gradient_penalty(t, a, train):
    def critic(x):
        h = planes_last(conv(planes_first(x), t["0.weight"], t["0.bias"], a))
        return F.linear(torch.tanh(h).flatten(1), t["3.weight"].t(), t["3.bias"])

    slope = torch.autograd.grad(critic(t["x"]).sum(), t["x"], create_graph=True)[0]
    return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()


def logits(x, label):
    return F.binary_cross_entropy_with_logits(x, torch.full_like(x, label))


OPERATORS = {
    "conv2d": on_planes(lambda x, t, a, _: conv(x, t["weight"], t["bias"], a)),
    "conv2d layer": on_planes(lambda x, t, a, _: conv(x, t["weight"], t["bias"], a)),
    "conv_transpose2d": on_planes(lambda x, t, a, _: F.conv_transpose2d(
        x, t["weight"].permute(3, 2, 0, 1), t["bias"], int(a["stride"]), int(a["pad"]), int(a["out_pad"]))),
    "linear": lambda t, a, _: F.linear(t["x"], t["weight"].t(), t["bias"]),
    "batch_norm": on_planes(lambda x, t, a, train: batch_norm(x, t["weight"], t["bias"], t, train)),
    "conditional_batch_norm": on_planes(conditional_batch_norm),
    "instance_norm": on_planes(lambda x, t, a, _: F.instance_norm(x, weight=t["weight"], bias=t["bias"])),
    "layer_norm": lambda t, a, _: F.layer_norm(t["x"], t["x"].shape[1:]) * t["weight"] + t["bias"],
    "spectral_norm": spectral_linear,
    "spectral_norm_conv": spectral_conv,
    "embedding": lambda t, a, _: F.embedding(t["x"].argmax(1), t["weight"]),
    "concat": lambda t, a, _: torch.cat([t["a"], t["b"]], int(a["axis"])),
    "reflect_pad": on_planes(lambda x, t, a, _: F.pad(x, 4 * [int(a["size"])], "reflect")),
    "zero_pad": on_planes(lambda x, t, a, _: F.pad(x, [int(a[k]) for k in ("left", "right", "top", "bottom")])),
    "upsample_nearest": on_planes(lambda x, t, a, _: F.interpolate(x, scale_factor=int(a["factor"]), mode="nearest")),
    "upsample_bilinear": on_planes(lambda x, t, a, _: F.interpolate(
        x, scale_factor=int(a["factor"]), mode="bilinear", align_corners=False)),
    "avg_pool": on_planes(lambda x, t, a, _: F.avg_pool2d(x, int(a["size"]))),
    "pixel_shuffle": on_planes(lambda x, t, a, _: F.pixel_shuffle(x, int(a["factor"]))),
    "leaky_relu": lambda t, a, _: F.leaky_relu(t["x"], a["slope"]),
    "relu": lambda t, a, _: F.relu(t["x"]),
    "tanh": lambda t, a, _: torch.tanh(t["x"]),
    "sigmoid": lambda t, a, _: torch.sigmoid(t["x"]),
    "softplus": lambda t, a, _: F.softplus(t["x"]),
    # PyTorch's own random numbers are others: the mask is given.
    "dropout": lambda t, a, train: t["x"] * t["mask"] / (1 - a["rate"]) if train else F.dropout(t["x"], a["rate"], False),
    "residual": on_planes(lambda x, t, a, _: x + conv(x, t["0.weight"], t["0.bias"], a)),
    "logistic_d": lambda t, a, _: logits(t["real"], 1.0) + logits(t["fake"], 0.0),
    "logistic_g": lambda t, a, _: logits(t["fake"], 1.0),
    "minimax_g": lambda t, a, _: -logits(t["fake"], 0.0),
    "hinge_d": lambda t, a, _: F.relu(1 - t["real"]).mean() + F.relu(1 + t["fake"]).mean(),
    "hinge_g": lambda t, a, _: -t["fake"].mean(),
    "least_squares_d": lambda t, a, _: (F.mse_loss(t["real"], torch.ones_like(t["real"])) + F.mse_loss(
        t["fake"], torch.zeros_like(t["fake"]))) / 2,
    "least_squares_g": lambda t, a, _: F.mse_loss(t["fake"], torch.ones_like(t["fake"])) / 2,
    "wasserstein_d": lambda t, a, _: t["fake"].mean() - t["real"].mean(),
    "wasserstein_g": lambda t, a, _: -t["fake"].mean(),
    "l1": lambda t, a, _: F.l1_loss(t["a"], t["b"]),
    "mse": lambda t, a, _: F.mse_loss(t["a"], t["b"]),
    "binary_cross_entropy": lambda t, a, _: F.binary_cross_entropy_with_logits(t["x"], t["t"]),
    "cross_entropy": lambda t, a, _: F.cross_entropy(t["x"], t["t"].argmax(1)),
    "gradient_penalty": gradient_penalty,
}


def gradients(of, leaves):
    """The gradients of a scalar, zeros where it does not depend on a leaf."""
    if not of.requires_grad:
        return [torch.zeros_like(x) for x in leaves]
    found = torch.autograd.grad(of, leaves, create_graph=True, allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(found, leaves)]


def operator(case, given):
    name = case["name"]
    t = {x: given[f"{name}/{x}"].clone() for x in case["inputs"]}
    free = sorted(x for x in case["inputs"] if x not in case.get("constant", []))
    for x in free:
        t[x].requires_grad_()
    y = OPERATORS[case["kind"]](t, case.get("args", {}), case.get("mode", "train") == "train")
    out = {f"{name}/y": y}
    leaves = [t[x] for x in free]
    first = gradients((y.reshape(-1) * given[f"{name}/r"].reshape(-1)).sum(), leaves)
    second = gradients(sum((g * given[f"{name}/s/{x}"]).sum() for x, g in zip(free, first)), leaves)
    for x, d, dd in zip(free, first, second):
        out[f"{name}/d/{x}"], out[f"{name}/dd/{x}"] = d, dd
    for b in case.get("updates", []):
        out[f"{name}/after/{b}"] = t["after"][b]
    return out


def optimiser(case, weights):
    a = case["args"]
    betas = (a.get("beta1"), a.get("beta2"))
    decay = a.get("weight_decay", 0)
    return {
        "sgd": lambda: torch.optim.SGD(
            weights, a["rate"], a.get("momentum", 0), weight_decay=decay, nesterov=bool(a.get("nesterov", 0))),
        "adam": lambda: torch.optim.Adam(weights, a["rate"], betas, weight_decay=decay),
        "adamw": lambda: torch.optim.AdamW(weights, a["rate"], betas, weight_decay=decay),
        "rmsprop": lambda: torch.optim.RMSprop(weights, a["rate"], a.get("alpha"), weight_decay=decay),
    }[case["by"]]()


def schedule(case, by):
    rates = torch.optim.lr_scheduler
    return {
        None: lambda: rates.ConstantLR(by, factor=1),
        "linear": lambda: rates.LinearLR(by, 1, 0, case["to"]),
        "step": lambda: rates.StepLR(by, case["every"], case["factor"]),
        "cosine": lambda: rates.CosineAnnealingLR(by, case["to"], case["floor"]),
    }[case.get("schedule")]()


def training(case, given):
    name = case["name"]
    xs, ts = given[f"{name}/x"], given[f"{name}/t"]
    w, b = given[f"{name}/weight"].clone().requires_grad_(), given[f"{name}/bias"].clone().requires_grad_()
    mean = w.detach().clone()
    by = optimiser(case, [w, b])
    rate = schedule(case, by)
    losses, weights, biases, means = [], [], [], []
    for x, t in zip(xs, ts):
        by.zero_grad()
        loss = F.mse_loss(F.linear(x, w.t(), b), t)
        loss.backward()
        if "max_grad_norm" in case:
            torch.nn.utils.clip_grad_norm_([w, b], case["max_grad_norm"])
        if "max_grad" in case:
            torch.nn.utils.clip_grad_value_([w, b], case["max_grad"])
        by.step()
        rate.step()
        with torch.no_grad():
            if "clip" in case:
                w.clamp_(-case["clip"], case["clip"])
                b.clamp_(-case["clip"], case["clip"])
            mean.lerp_(w, 1 - case.get("average", 0))
        for kept, value in zip((losses, weights, biases, means), (loss, w, b, mean)):
            kept.append(value.detach().clone())
    out = {"loss": losses, "weight": weights, "bias": biases, "average": means}
    return {f"{name}/{k}": torch.stack(v) for k, v in out.items()}


def main(cases, inputs, outputs, dtype):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    of = getattr(torch, dtype)
    given = {k: torch.from_numpy(v.copy()).to(of) for k, v in read(inputs).items()}
    with open(cases) as f:
        cases = json.load(f)
    out = {}
    for case in cases["operators"]:
        out.update(operator(case, given))
    for case in cases["training"]:
        out.update(training(case, given))
    write(outputs, out)


main(*sys.argv[1:])
