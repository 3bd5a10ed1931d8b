"""Messages as the contract's plain values, and back."""

import json
import math

import numpy as np

from . import variant_pb2 as pb
from .contract import Dataset, Row, Sampling, Setup
from .status import Code, Refused

CHUNK = 1 << 20  # bytes of samples in one message, at most


def description(d):
    return pb.DescribeResponse(
        name=d.name, version=d.version, numerics=d.numerics, summary=d.summary, source=d.source, tasks=d.tasks,
        parameters=[_parameter(p) for p in d.parameters],
        scalars=[pb.ScalarSpec(key=s.key, role=s.role, unit=s.unit, doc=s.doc) for s in d.scalars],
        abilities=d.abilities, horizon_matters=d.horizon_matters,
    )


def _parameter(p):
    value = pb.Value(list=pb.StringList(values=p.default)) if p.kind == "list" else pb.Value(**{p.kind: p.default})
    return pb.ParameterSpec(name=p.name, kind=p.kind, default=value, min=p.minimum, max=p.maximum, choices=p.choices, doc=p.doc)


def _value(m):
    """The Python value of a parameter's message, None for an empty one."""
    kind = m.WhichOneof("value")
    if kind is None:
        return None
    return list(m.list.values) if kind == "list" else getattr(m, kind)


def setup(m):
    """The setup of a message; its parameters are as the host gave them."""
    data = [Dataset(d.name, json.loads(d.header), d.path) for d in m.data]
    parameters = {name: _value(v) for name, v in m.parameters.items()}
    return Setup(m.purpose, parameters, data, m.seed, m.threads, m.total_steps, m.scratch)


def info(i):
    return pb.OpenResponse(
        generator_params=i.generator_params, discriminator_params=i.discriminator_params, macs_per_step=i.macs_per_step,
        bytes_resident=i.bytes_resident, images_per_step=i.images_per_step, d_updates_per_step=i.d_updates_per_step,
        latent_dim=i.latent_dim, sample_shape=i.sample_shape,
    )


def sampling(m):
    return Sampling(m.seed, m.weights, m.truncation)


def row(m):
    return Row(m.index, _floats("latent", m.latent), m.label, m.domain, _floats("attributes", m.attributes), _floats("source", m.source))


def _floats(name, data):
    if len(data) % 4:
        raise Refused(Code.INVALID_ARGUMENT, f"{name} has {len(data)} bytes, which are no whole number of float32")
    return np.frombuffer(data, "<f4").astype(np.float32) if data else None


def header(shape):
    kind = pb.SampleHeader.UINT8 if len(shape) == 3 else pb.SampleHeader.FLOAT32
    return pb.SampleHeader(type=kind, shape=shape)


def sample_bytes(x):
    """The numbers of samples as they travel: images as bytes, halves rounded up."""
    if x.ndim == 4:
        x = np.clip(np.floor((x.astype(np.float64) + 1) * 127.5 + 0.5), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(x, x.dtype.newbyteorder("<")).tobytes()


def samples(h, data):
    """The samples that header announces and data are, images in [-1, 1]."""
    is_image = h.type == pb.SampleHeader.UINT8
    size = math.prod(h.shape) * (1 if is_image else 4)
    if len(h.shape) == 0 or size == 0 or len(data) % size:
        raise Refused(Code.INVALID_ARGUMENT, f"{len(data)} bytes are no whole number of samples of {size} bytes")
    numbers = np.frombuffer(data, np.uint8 if is_image else "<f4").reshape(-1, *h.shape).astype(np.float32)
    return numbers / np.float32(127.5) - np.float32(1) if is_image else numbers


def chunks(data):
    """Cuts bytes into what fits into one message."""
    for begin in range(0, len(data), CHUNK):
        yield data[begin : begin + CHUNK]
