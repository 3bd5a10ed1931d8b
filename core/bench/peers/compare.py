"""Compares gander with PyTorch in the same minutes: `make bench-peers`.

usage: compare.py GANDER PYTHON [PYTHON ...]
Every PYTHON is an interpreter with a torch of its own; those without one are named and left out. For each
workload gander is measured first and last, and between them each torch in all its settings: one thread and
two, both memory formats, compiled where it can. Ratios are of images a second, gander's better measurement
to torch's best setting.
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
WORKLOADS = ["dcgan64", "wgangp32", "cyclegan64", "stargan64"]
# Set for other programs on some machines, they would slow torch's matrix products.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}


def gander(command, workload):
    out = subprocess.run([command, "bench", "--json", "--workload", workload, "--threads", "1,2", "--steps", "3"],
                         check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(out.stdout)


def version(python):
    out = subprocess.run([python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True, env=ENVIRONMENT)
    return out.stdout.strip() if out.returncode == 0 else None


def settings(torch):
    for threads in ("1", "2"):
        for layout in ([], ["--channels-last"]):
            yield ["--threads", threads] + layout
    if int(torch.split(".")[0]) >= 2:
        for layout in ([], ["--channels-last"]):
            yield ["--threads", "2", "--compile"] + layout


def best(python, torch, workload):
    results = []
    for s in settings(torch):
        out = subprocess.run([python, str(HERE / "measure.py"), workload, *s], capture_output=True, text=True, env=ENVIRONMENT)
        if out.returncode != 0:
            print(f"torch {torch} {workload} {' '.join(s)}: {out.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        results.append((json.loads(out.stdout), " ".join(s)))
    return max(results, key=lambda r: r[0]["images_per_s"])


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    command, *pythons = sys.argv[1:]
    peers = [(p, v) for p in pythons if (v := version(p))]
    for p in pythons:
        if not any(p == q for q, _ in peers):
            print(f"{p} has no torch: left out", file=sys.stderr)
    print(f"{'workload':<11} {'gander':>9} {'of peak':>8} {'memory':>9}   " + "torch: images/s, gander's ratio, memory, setting (memory is the peak above that before the first step)", flush=True)
    for w in WORKLOADS:
        measured = gander(command, w)
        torches = [(v, *best(p, v, w)) for p, v in peers]
        m = max(measured + gander(command, w), key=lambda m: m["images_per_s"])
        memory = m["peak_rss_mb"] - m["before_rss_mb"]  # as measure.py takes it
        print(f"{w:<11} {m['images_per_s']:>9.1f} {m['share_of_peak']:>7.0%} {memory:>6.0f} MB   " + "; ".join(
            f"{v}: {r['images_per_s']:.1f}, {m['images_per_s'] / r['images_per_s']:.2f}×, {r['rss_above_first_step_mb']:.0f} MB, {s}"
            for v, r, s in torches), flush=True)


main()
