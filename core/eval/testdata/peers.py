"""Computes scores of features by reference implementations: prdc, torch-fidelity, clean-fid, vendi-score, scipy.

usage: peers.py FOLDER
FOLDER holds x.npy (samples), y.npy (real) and logits.npy, and for speed large_x.npy and large_y.npy. Prints JSON:
values by "score by package", seconds by step, and what could not be imported.
"""
import contextlib
import importlib
import json
import pathlib
import sys
import time
import unittest.mock

import numpy as np

# torch-fidelity and clean-fid import torchvision for their networks, of which nothing is asked here.
try:
    import torchvision  # noqa: F401
except ImportError:
    for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.functional", "torchvision.datasets", "torchvision.models", "torchvision.ops", "torchvision.ops.misc"):
        sys.modules[name] = unittest.mock.MagicMock()

folder = pathlib.Path(sys.argv[1])
x, y, logits = (np.load(folder / f"{name}.npy") for name in ("x", "y", "logits"))
values, seconds, missing = {}, {}, {}


def module(name):
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return importlib.import_module(name)
    except Exception as e:  # whatever is wrong with it, it is missing
        missing[name.split(".")[0]] = f"{type(e).__name__}: {e}"


def moments(f):
    return f.mean(0), np.cov(f, rowvar=False)


def frechet(a, b):
    import scipy.linalg
    (m, s), (n, t) = moments(a), moments(b)
    return float(((m - n) ** 2).sum() + np.trace(s) + np.trace(t) - 2 * np.trace(scipy.linalg.sqrtm(s @ t).real))


values["fd by scipy"] = frechet(x, y)
if prdc := module("prdc"):
    with contextlib.redirect_stdout(sys.stderr):
        for name, v in prdc.compute_prdc(y, x, 5).items():
            values[f"{name} by prdc"] = float(v)
if kid := module("torch_fidelity.metric_kid"):
    import torch
    fid, isc = module("torch_fidelity.metric_fid"), module("torch_fidelity.metric_isc")
    a, b = torch.from_numpy(x), torch.from_numpy(y)
    n = len(x)
    with contextlib.redirect_stdout(sys.stderr):
        values["kd by torch-fidelity"] = float(kid.kid_features_to_metric(a, b, kid_subsets=1, kid_subset_size=n, kid_degree=3, kid_gamma=None, kid_coef0=1, rng_seed=1, verbose=False)["kernel_inception_distance_mean"])
        values["fd by torch-fidelity"] = float(fid.fid_statistics_to_metric(fid.fid_features_to_statistics(a), fid.fid_features_to_statistics(b), False)["frechet_inception_distance"])
        values["cs by torch-fidelity"] = float(isc.isc_features_to_metric(torch.from_numpy(logits), splits=1, shuffle=False)["inception_score_mean"])
if clean := module("cleanfid.fid"):
    values["fd by clean-fid"] = float(clean.frechet_distance(*moments(x), *moments(y)))
    values["kd by clean-fid"] = float(clean.kernel_distance(x, y, num_subsets=1, max_subset_size=len(x)))
if vendi := module("vendi_score.vendi"):
    values["vendi by vendi-score"] = float(vendi.score_dual(x / np.linalg.norm(x, axis=1, keepdims=True), normalize=False))

if prdc and (folder / "large_x.npy").exists():
    x, y = np.load(folder / "large_x.npy"), np.load(folder / "large_y.npy")
    began = time.time()
    frechet(x, y)
    seconds["fd"] = time.time() - began
    began = time.time()
    draw = np.random.default_rng(1)
    for _ in range(100):  # as torch-fidelity has it: 100 subsets of 1000
        a, b = x[draw.choice(len(x), 1000, replace=False)], y[draw.choice(len(y), 1000, replace=False)]
        aa, bb, ab = ((p @ q.T / p.shape[1] + 1) ** 3 for p, q in ((a, a), (b, b), (a, b)))
        (aa.sum() - np.trace(aa) + bb.sum() - np.trace(bb)) / 999000 - 2 * ab.mean()
    seconds["kd"] = time.time() - began
    began = time.time()
    with contextlib.redirect_stdout(sys.stderr):
        prdc.compute_prdc(y, x, 5)
    seconds["precision, recall, density, coverage"] = time.time() - began

json.dump({"values": values, "seconds": seconds, "missing": missing}, sys.stdout)
