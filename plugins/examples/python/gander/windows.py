"""Reports of training: each condenses a window of consecutive steps."""

import math
import time

from . import variant_pb2 as pb
from .contract import Diverged


class Window:
    """Gathers the steps of one report."""

    def __init__(self, scalars):
        self._specs = scalars
        self._steps = self._d_updates = self._g_updates = self._images = 0
        self._values = [[] for _ in scalars]
        self._seconds = 0.0

    def step(self, learner, number):
        """Has the learner do one step and takes it in."""
        began = time.monotonic()
        p = learner.step()
        self._seconds += time.monotonic() - began
        if len(p.scalars) != len(self._specs):
            raise ValueError(f"step {number} reports {len(p.scalars)} scalars, the description declares {len(self._specs)}")
        self._steps += 1
        self._d_updates += p.d_updates
        self._g_updates += p.g_updates
        self._images += p.images
        for spec, values, v in zip(self._specs, self._values, p.scalars):
            if not math.isfinite(v):
                raise Diverged(f"step {number}: {spec.key} is {v}")
            values.append(float(v))

    def report(self, step):
        """The report of this window, which ends with a step."""
        stats = [pb.Stat(last=v[-1], mean=sum(v) / len(v), min=min(v), max=max(v)) for v in self._values]
        return pb.Report(step=step, steps=self._steps, d_updates=self._d_updates, g_updates=self._g_updates,
                         images=self._images, scalars=stats, seconds=self._seconds)
