"""Times PyTorch on one workload of `gander bench` and prints a JSON object.

usage: measure.py WORKLOAD --threads N [--channels-last] [--compile] [--steps N]
"""
import argparse
import json
import resource
import time

import torch

from workloads import WORKLOADS


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


parser = argparse.ArgumentParser()
parser.add_argument("workload", choices=WORKLOADS)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--steps", type=int, default=3)
o = parser.parse_args()

torch.set_num_threads(o.threads)
torch.manual_seed(0)
if o.compile:  # for the gradient penalty, which differentiates a gradient
    import torch._functorch.config
    torch._functorch.config.donated_buffer = False
memory = torch.channels_last if o.channels_last else torch.contiguous_format
step, images = WORKLOADS[o.workload](memory, torch.compile if o.compile else (lambda network: network))
before = megabytes()
step()
if o.compile:
    step()
seconds = []
for _ in range(o.steps):
    began = time.perf_counter()
    step()
    seconds.append(time.perf_counter() - began)
median = sorted(seconds)[len(seconds) // 2]
print(json.dumps({
    "torch": torch.__version__, "workload": o.workload, "threads": o.threads, "channels_last": o.channels_last,
    "compile": o.compile, "step_s": median, "images_per_s": images / median,
    "rss_above_first_step_mb": megabytes() - before,
}))
