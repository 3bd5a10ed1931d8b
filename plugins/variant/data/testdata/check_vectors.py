"""Holds the vectors of this folder against a second implementation.

    python3 check_vectors.py

It needs nothing but Python, shares no code with gander, and is written to be
read: streams, permutations, batches, turns, augmentation and the prepared file
are each a few lines. README.md tells what the files hold.
"""
import hashlib
import json
import math
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MASK32, MASK64 = 2**32 - 1, 2**64 - 1


def philox(counter, key):
    """Philox4x32-10: four words of 32 bits from a counter of four and a key of two."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [b >> 32 ^ c[1] ^ k[0], b & MASK32, a >> 32 ^ c[3] ^ k[1], a & MASK32]
        k = [k[0] + 0x9E3779B9 & MASK32, k[1] + 0xBB67AE85 & MASK32]
    return c


class Stream:
    def __init__(self, seed, *name):
        h = 0xCBF29CE484222325  # FNV-1a
        for byte in b"".join(part.encode() + b"\0" for part in name):
            h = (h ^ byte) * 0x100000001B3 & MASK64
        self.seed, self.hash = (seed & MASK32, seed >> 32), (h & MASK32, h >> 32)

    def block(self, i):
        return philox((i & MASK32, i >> 32 & MASK32) + self.hash, self.seed)

    def uint32(self, k):
        return self.block(k // 4)[k % 4]

    def uint64(self, k):
        words = self.block(k // 2)[2 * (k % 2):][:2]
        return words[0] | words[1] << 32

    def float64(self, k):
        return (self.uint64(k) >> 11) * 2.0**-53

    def float32(self, k):
        return (self.uint32(k) >> 8) * 2.0**-24

    def normal(self, k):
        """Box and Muller's numbers; their last bits depend on log, sin and cos."""
        i = k // 2
        r = math.sqrt(-2 * math.log(self.float64(2 * i) + 2.0**-53))
        angle = 2 * math.pi * self.float64(2 * i + 1)
        return r * (math.sin(angle) if k % 2 else math.cos(angle))


def permutation(stream, epoch, n):
    order, k = list(range(n)), epoch << 32
    for i in range(n - 1, 0, -1):
        while True:
            r, k = stream.uint64(k), k + 1
            if r >= 2**64 % (i + 1):
                break
        j = r % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def draws(rows, stream, first, count):
    """The rows that draws first, first+1, … give; each epoch is a permutation."""
    orders, out = {}, []
    for k in range(first, first + count):
        epoch, at = divmod(k, len(rows))
        if epoch not in orders:
            orders[epoch] = permutation(stream, epoch, len(rows))
        out.append(rows[orders[epoch][at]])
    return out


def single(x):
    """Rounds to the nearest number of 32 bits."""
    return struct.unpack("<f", struct.pack("<f", x))[0]


def augment(pixels, shape, flip, crop, jitter, stream, k):
    """What a learner sees of a picture, H·W·C bytes, in draw k."""
    height, width, channels = shape
    mirrored = flip and stream.float64(8 * k) < 0.5
    down = int(stream.float64(8 * k + 1) * (2 * crop + 1)) - crop if crop else 0
    right = int(stream.float64(8 * k + 2) * (2 * crop + 1)) - crop if crop else 0
    contrast = single(1 + jitter * (2 * stream.float64(8 * k + 3) - 1))
    brightness = single(jitter * (2 * stream.float64(8 * k + 4) - 1))
    out = []
    for y in range(height):
        for x in range(width):
            row, column = min(max(y - down, 0), height - 1), min(max(x - right, 0), width - 1)
            if mirrored:
                column = width - 1 - column
            for c in range(channels):
                v = single(single(pixels[(row * width + column) * channels + c] / 127.5) - 1)
                if jitter:
                    v = min(max(single(single(v * contrast) + brightness), -1), 1)
                out.append(v)
    return out


class Prepared:
    """A prepared file, as the package's documentation describes it."""

    def __init__(self, path):
        with open(path, "rb") as f:
            whole = f.read()
        magic, version, length = struct.unpack_from("<8sII", whole)
        text = whole[64:64 + length]
        body = whole[(64 + length + 63) // 64 * 64:]
        self.header = json.loads(text)
        assert magic == b"GANDERDS" and version == 1 and whole[16:48] == hashlib.sha256(text).digest()
        assert hashlib.sha256(body).hexdigest() == self.header["sha256"]
        self.sections = {s["name"]: body[s["offset"]:s["offset"] + s["bytes"]] for s in self.header["sections"]}

    def row(self, i):
        n = math.prod(self.header["shape"])
        return self.sections["rows"][i * n:(i + 1) * n]

    def column(self, name):
        return list(struct.unpack(f"<{self.header['rows']}i", self.sections[name]))


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        return json.load(f)


problems = []


def same(what, got, want):
    if got != want:
        problems.append(f"{what}: got {got}, want {want}")


def check_streams():
    for v in read("streams.json"):
        s, k = Stream(v["seed"], *v["stream"]), v["first"]
        for kind, draw in ("uint32", s.uint32), ("uint64", s.uint64), ("float64", s.float64), ("float32", s.float32):
            same(f"{v['stream']} {kind}", [draw(k + i) for i in range(len(v[kind]))], v[kind])
        for i, want in enumerate(v["normal"]):
            if abs(s.normal(k + i) - want) > 1e-14 * max(1, abs(want)):
                problems.append(f"{v['stream']} normal {k + i}: got {s.normal(k + i)}, want {want}")


def check_orders(dots):
    for v in read("batches.json"):
        got = draws(range(v["rows"]), Stream(v["seed"], *v["stream"]), v["first"], len(v["draws"]))
        same(f"{v['stream']}", got, v["draws"])
    turns = read("turns.json")
    for v in turns["turns"]:
        same(f"step {v['step']}", [v["step"] % v["datasets"], v["step"] // v["datasets"]], [v["dataset"], v["batch"]])
    domains = dots.column("domains")
    for v in turns["domains"]:
        for d, name in enumerate(dots.header["domains"]):
            rows = [i for i, of in enumerate(domains) if of == d]
            got = draws(rows, Stream(v["seed"], v["dataset"], name, "batches"), v["first"], len(v["draws"][d]))
            same(f"domain {name}", got, v["draws"][d])


def check_augmentation(dots):
    picture = bytes(10 * i for i in range(24))
    for v in read("augment.json"):
        stream = Stream(v["seed"], v["dataset"], *v.get("domain", []), "augment")
        got = augment(picture, (3, 4, 2), v["flip"], v["crop"], v["jitter"], stream, v["draw"])
        same(f"augmentation of draw {v['draw']}", got, [single(x) for x in v["want"]])
    for v in read("loader.json"):
        first, shape = v["batch"] * v["n"], dots.header["shape"]
        rows = draws(range(dots.header["rows"]), Stream(v["seed"], v["dataset"], "batches"), first, v["n"])
        same(f"rows of batch {v['batch']}", rows, v["rows"])
        stream = Stream(v["seed"], v["dataset"], "augment")
        got = [x for i, row in enumerate(rows)
               for x in augment(dots.row(row), shape, v["flip"], v["crop"], v["jitter"], stream, first + i)]
        same(f"numbers of batch {v['batch']}", got, [single(x) for x in v["numbers"]])


dots = Prepared(os.path.join(HERE, "dots.gds"))
check_streams()
check_orders(dots)
check_augmentation(dots)
if problems:
    sys.exit("\n".join(problems))
print("all vectors agree")
