"""What the author of a variant writes and gets, as plain Python.

A variant is an object with two methods:

    describe() -> Description   constants; the same answer every time
    open(setup) -> learner      raises Unsupported, or any other exception

and a learner one with these:

    info() -> Info
    step() -> Progress                  one full iteration of the paper's algorithm
    sample(sampling, rows) -> array     float32, one row each, in order; images NHWC in [-1, 1]
    save(folder), load(folder)          all of the state
    close()
    export(folder, weights) -> names    ability "export"
    critique(samples) -> floats         ability "critique"

Row i of a sample depends on rows[i] alone: neither on its neighbours nor on how
many there are. A learner is used by one thread at a time.
"""

from dataclasses import dataclass, field

import numpy as np


class Unsupported(Exception):
    """A setup that is well formed but that the variant cannot do."""


class Invalid(Exception):
    """A condition of a sample that makes no sense, such as a latent too long."""


class Diverged(Exception):
    """A loss, gradient, weight or sample that is not finite."""


class ParameterErrors(Exception):
    """All problems with parameters: problems is [(name, "is 0, less than …")]."""

    def __init__(self, problems):
        super().__init__("; ".join(f"parameter {name} {problem}" for name, problem in problems))
        self.problems = problems


@dataclass
class Parameter:
    name: str  # as the papers call it: latent_dim, lr_g
    kind: str  # "int", "float", "bool", "string" or "list"
    default: object
    doc: str  # one sentence
    minimum: float = None  # inclusive bounds of an "int" or a "float"
    maximum: float = None
    choices: tuple = ()  # of a "string"; empty for any


@dataclass
class Scalar:
    key: str
    doc: str  # one sentence
    role: str = ""  # "loss_d", "loss_g", "grad_d", "grad_g", or none
    unit: str = ""


@dataclass
class Description:
    name: str
    version: str  # semantic, of the variant's code
    numerics: str  # changes exactly when the bits of results change
    summary: str
    source: str  # the paper: authors, year, identifier
    tasks: list
    parameters: list
    scalars: list
    abilities: list = field(default_factory=list)
    horizon_matters: bool = False


@dataclass
class Dataset:
    name: str  # as the spec calls it; names its streams of batches
    header: dict  # of the prepared file
    path: str  # the prepared file; empty when opened to sample


@dataclass
class Setup:
    purpose: str  # "train" or "sample"
    parameters: dict  # complete and checked
    data: list  # of Dataset
    seed: int
    threads: int  # the results do not depend on it
    total_steps: int
    scratch: str  # an empty folder of the learner's own


@dataclass
class Info:
    generator_params: int
    discriminator_params: int
    macs_per_step: int
    bytes_resident: int
    images_per_step: int
    d_updates_per_step: int
    latent_dim: int  # 0 for a variant that takes no noise
    sample_shape: tuple  # (height, width, channels), or (2,)


@dataclass
class Progress:
    d_updates: int
    g_updates: int
    images: int  # real samples that discriminator updates consumed
    scalars: list  # in the order of Description.scalars


@dataclass
class Sampling:
    seed: int
    weights: str  # "raw" or "ema"
    truncation: float


@dataclass
class Row:
    index: int
    latent: np.ndarray  # None unless given
    label: int
    domain: int
    attributes: np.ndarray  # None unless given
    source: np.ndarray  # None unless given
