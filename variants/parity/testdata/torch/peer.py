"""Trains a variant in PyTorch beside gander.

usage: peer.py FOLDER

FOLDER holds case.json (variant, complete parameters, shape, precision),
start.safetensors (gander's first weights) and draws.safetensors (what its
inputs draw, draw after draw). For each line on standard input one training step
is done; FOLDER/step.safetensors then holds its scalars, the gradients of each of
its updates and the state after it under gander's names and in gander's layout,
and a line on standard output says so. The line "step" lets the updates be the
optimisers'; any other is the path of another peer's step.safetensors, whose
weights take their place.
"""
import json
import os
import sys

import torch

import layout
from steps import Conditional, Vanilla, WGAN
from training import Draws, Report
from translation import CycleGAN, StarGAN

VARIANTS = {"vanilla": Vanilla, "wgan": WGAN, "conditional": Conditional, "cyclegan": CycleGAN, "stargan": StarGAN}


def main(folder):
    def path(name):
        return os.path.join(folder, name)

    with open(path("case.json")) as file:
        case = json.load(file)
    dtype = {"float32": torch.float32, "float64": torch.float64}[case["precision"]]
    torch.set_default_dtype(dtype)
    torch.set_num_threads(case["threads"])
    draw = Draws(layout.read(path("draws.safetensors")), dtype)
    variant = VARIANTS[case["variant"]](case, layout.read(path("start.safetensors")), draw)
    for line in sys.stdin:
        leader = None if line.strip() == "step" else layout.read(line.strip())
        for stage in variant.all:
            stage.leader = leader
        report = Report()
        variant.step(report)
        tensors = {**report.tensors(), **variant.kinks.tensors(), **variant.extras()}
        for stage in variant.all:
            tensors.update(stage.noted())
            tensors.update(stage.state())
        layout.write(path("step.safetensors"), tensors)
        print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
