"""Prepared datasets: one immutable file a split, mapped read-only, and the order
in which its rows are drawn."""

import hashlib
import json

import numpy as np

from . import num

MAGIC, VERSION, PREAMBLE, ALIGN = b"GANDERDS", 1, 64, 64

# A byte as learners see it: v/127.5 − 1 in float32, in [-1, 1].
UNIT = np.arange(256, dtype=np.float32) / np.float32(127.5) - np.float32(1)


class FormatError(Exception):
    """Bytes that are not a sound prepared file."""


class File:
    """An open prepared file. rows has the shape (rows, *shape); labels, domains
    and groups (rows,), attributes (rows, attributes); what is not there is None."""

    def __init__(self, path):
        self._path = path
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self.header, self._body = self._start()
        sections = self._sections()
        h = self.header
        dtype = np.uint8 if h["dtype"] == "uint8" else np.dtype("<f4")
        self.rows = sections["rows"].view(dtype).reshape(h["rows"], *h["shape"])
        self.labels, self.domains, self.groups = (
            sections[name].view("<i4") if name in sections else None for name in ("labels", "domains", "groups")
        )
        self.attributes = sections["attributes"].reshape(h["rows"], -1) if "attributes" in sections else None
        self._check_columns()

    def _sound(self, ok, problem):
        if not ok:
            raise FormatError(f"{self._path} is not a sound prepared file: {problem}")

    def _start(self):
        """The header, and where the sections begin."""
        start = bytes(self._bytes[:PREAMBLE])
        self._sound(len(start) == PREAMBLE and start[:8] == MAGIC, "it does not begin with GANDERDS")
        version, length = np.frombuffer(start, "<u4", 2, 8).tolist()
        self._sound(version == VERSION, f"format {version}, this program reads {VERSION}")
        body = _aligned(PREAMBLE + length)
        self._sound(body <= len(self._bytes), "it ends within its header")
        text = bytes(self._bytes[PREAMBLE : PREAMBLE + length])
        self._sound(hashlib.sha256(text).digest() == start[16:48], "its header was changed")
        return json.loads(text), body

    def _sections(self):
        sections, end = {}, self._body
        for s in self.header["sections"]:
            begin = self._body + s["offset"]
            end = begin + s["bytes"]
            sections[s["name"]] = self._bytes[begin:end]
        self._sound(end == len(self._bytes), f"it has {len(self._bytes)} bytes, its header says {end}")
        return sections

    def _check_columns(self):
        h = self.header
        for name, values, n in (
            ("label", self.labels, len(h.get("classes", []))),
            ("domain", self.domains, len(h.get("domains", []))),
            ("group", self.groups, h.get("groups", 0)),
            ("attribute", self.attributes, 2),
        ):
            self._sound(values is None or (values.min() >= 0 and values.max() < n), f"a {name} is out of range")

    def floats(self, rows):
        """The given rows as learners see them: images in [-1, 1], points as they
        are."""
        raw = self.rows[rows]
        return UNIT[raw] if raw.dtype == np.uint8 else raw.astype(np.float32)

    def in_domain(self, d):
        """The rows of domain d, ascending."""
        return np.flatnonzero(self.domains == d)

    def verify(self):
        """Reads all sections and holds them against the hash in the header."""
        got = hashlib.sha256(self._bytes[self._body :]).hexdigest()
        self._sound(got == self.header["sha256"], "its sections were changed")


def _aligned(n):
    return -(-n // ALIGN) * ALIGN


class Batches:
    """The endless order in which a named stream draws rows, epoch by epoch. Draw k
    is number k mod n of the permutation of epoch k/n. rows may be those of one
    domain; without them they are 0 … n−1."""

    def __init__(self, n, seed, *stream, rows=None):
        self._n, self._rows = n, rows
        self._stream = num.Stream(seed, *stream)
        self._epoch, self._order = None, None

    def draws(self, first, count):
        """Rows of the draws first … first+count−1."""
        return [self._draw(k) for k in range(first, first + count)]

    def _draw(self, k):
        epoch, place = divmod(k, self._n)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, num.permutation(self._stream, epoch, self._n)
        row = self._order[place]
        return row if self._rows is None else int(self._rows[row])


def turn(step, datasets):
    """What step number step draws from when it learns from several datasets by
    turns: the dataset, and the number of the batch from it."""
    return step % datasets, step // datasets


def domain_batches(file, seed, dataset):
    """The orders in which the domains of a file are drawn from, one each."""
    domains = enumerate(file.header["domains"])
    rows = [(name, file.in_domain(d)) for d, name in domains]
    return [Batches(len(r), seed, dataset, name, "batches", rows=r) for name, r in rows]


class Loader:
    """The batches of a stream as learners see them, augmented where the header
    asks for it. stream names the dataset, and the domain where there is one."""

    def __init__(self, file, batches, n, seed, *stream):
        self._file, self._batches, self._n = file, batches, n
        self._augment = num.Stream(seed, *stream, "augment")

    def batch(self, k):
        """Batch k, of the draws k·n … k·n + n − 1: their rows and their numbers."""
        first = k * self._n
        rows = self._batches.draws(first, self._n)
        change = self._file.header.get("augment")
        if change is None:
            return rows, self._file.floats(rows)
        images = [augment(change, self._file.rows[row], self._augment, first + i) for i, row in enumerate(rows)]
        return rows, np.stack(images)


def augment(change, image, stream, k):
    """An image (H, W, C) of bytes as draw k has it: numbers 8k … 8k+4 of the
    stream say whether it is mirrored, how far it moves down and right, and its
    contrast and brightness."""
    crop, strength = change.get("crop", 0), change.get("jitter", 0.0)
    u = stream.float64(8 * k, 5)
    down, right = (int(x * (2 * crop + 1)) - crop for x in u[1:3])
    h, w = image.shape[:2]
    columns = np.clip(np.arange(w) - right, 0, w - 1)
    if change.get("flip") and u[0] < 0.5:
        columns = w - 1 - columns
    x = UNIT[image[np.clip(np.arange(h) - down, 0, h - 1)[:, None], columns]]
    if strength > 0:
        contrast, brightness = np.float32(1 + strength * (2 * u[3] - 1)), np.float32(strength * (2 * u[4] - 1))
        x = np.clip(x * contrast + brightness, np.float32(-1), np.float32(1))
    return x
