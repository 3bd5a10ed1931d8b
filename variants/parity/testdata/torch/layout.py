"""What passes between gander and PyTorch: files of tensors, and the order of their axes.

Files are safetensors. gander's images are (N, H, W, C) and the axes of its
weights end with the outputs; PyTorch's images are (N, C, H, W) and the axes of
its weights begin with the outputs. Nothing outside this file knows that.
"""
import json
import struct

import numpy as np
import torch
from torch import nn

TYPES = {"F32": np.float32, "F64": np.float64, "U64": np.uint64}
NAMES = {np.dtype(number): name for name, number in TYPES.items()}


def read(path):
    """The tensors of a file by their names, as numpy arrays."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), file.read()
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    """Writes tensors by their names."""
    header, end = {}, 0
    for name, tensor in tensors.items():
        begin, end = end, end + tensor.nbytes
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes())


def images(x):
    """(…, H, W, C) as PyTorch's (…, C, H, W)."""
    return x.movedim(-1, -3).contiguous()


def pixels(x):
    """(N, C, H, W) as gander's (N, H, W, C)."""
    return x.movedim(-3, -1).contiguous()


def axes(module, weight, rank):
    """The axes of a module's weight in the order in which gander has them.

    rank is how many axes gander's weight has. A window over a whole plane is a
    convolution here and a matrix there, which reads or makes the plane as (h, w,
    channels).
    """
    if isinstance(module, nn.Linear) and weight.dim() == 2:
        return (1, 0)  # (out, in)
    if isinstance(module, nn.Conv2d) and weight.dim() == 4:
        return (2, 3, 1, 0)  # (out, in, h, w)
    if isinstance(module, nn.ConvTranspose2d) and weight.dim() == 4:
        return (0, 2, 3, 1) if rank == 2 else (2, 3, 1, 0)  # (in, out, h, w)
    return tuple(range(weight.dim()))


def take(module, weight, array):
    """Gives a weight, or a bias or a statistic, gander's values."""
    order = axes(module, weight, array.ndim)
    values = torch.tensor(array).to(weight.dtype).reshape([weight.shape[i] for i in order])
    with torch.no_grad():
        weight.copy_(values.permute(*np.argsort(order)))


def give(module, weight, values, shape):
    """Values of a weight's shape, such as its gradient, in gander's shape."""
    return values.detach().permute(*axes(module, weight, len(shape))).reshape(shape).numpy()
