"""Tensors in files of the format safetensors. The bytes are a function of the
tensors alone, so the same state is saved as the same file."""

import json

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "I64": np.dtype("<i8"), "U8": np.dtype("u1")}


def write(path, tensors):
    """Writes {name: array}."""
    header, blocks, end = {}, [], 0
    for name in sorted(tensors, key=lambda n: (-tensors[n].dtype.itemsize, n)):
        array = np.ascontiguousarray(tensors[name])
        dtype = next(d for d, t in DTYPES.items() if t == array.dtype)
        header[name] = {"dtype": dtype, "shape": tensors[name].shape, "data_offsets": [end, end + array.nbytes]}
        blocks.append(array.tobytes())
        end += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text + b"".join(blocks))


def read(path):
    """Reads {name: array}. A file that is cut short or changed in its lengths is a
    ValueError."""
    with open(path, "rb") as f:
        data = f.read()
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > len(data) - 8:
        raise ValueError(f"{path} is cut short")
    body = data[8 + length :]
    tensors, used = {}, 0
    for name, about in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        begin, end = about["data_offsets"]
        array = np.frombuffer(body[begin:end], DTYPES[about["dtype"]]).reshape(about["shape"])
        tensors[name] = array.copy()
        used += array.nbytes
    if used != len(body):
        raise ValueError(f"{path} has {len(body)} bytes of tensors, its header says {used}")
    return tensors
