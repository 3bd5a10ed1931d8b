"""Random numbers without state: the k-th draw of a named stream is a pure
function of (seed, name, k), with the same bits as in Go (core/nn/num)."""

import numpy as np

from . import exact
from .contract import Invalid

LATENT_ROW = 1 << 20  # draws set apart for the latent of one row
_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def philox4x32(counter, key):
    """Ten rounds of Philox4x32 (Salmon et al. 2011): an array (n, 4) of counters
    under a key of two words gives as many words."""
    c0, c1, c2, c3 = (counter[:, i].astype(np.uint64) for i in range(4))
    for r in range(10):
        k0 = np.uint64((key[0] + r * 0x9E3779B9) & 0xFFFFFFFF)
        k1 = np.uint64((key[1] + r * 0xBB67AE85) & 0xFFFFFFFF)
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _MASK, (p0 >> _HALF) ^ c3 ^ k1, p0 & _MASK
    return np.stack([c0, c1, c2, c3], axis=1).astype(np.uint32)


def fnv1a(name):
    """The 64-bit FNV-1a hash of the parts in UTF-8, each followed by a zero byte."""
    h = 0xCBF29CE484222325
    for byte in b"".join(part.encode() + b"\0" for part in name):
        h = (h ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return h


def _halves(x):
    return x & 0xFFFFFFFF, x >> 32


class Stream:
    """An unbounded table of random numbers: Stream(7, "faces", "batches")."""

    def __init__(self, seed, *name):
        self._key = _halves(seed)
        self._name = _halves(fnv1a(name))

    def blocks(self, first, n):
        """Groups first … first+n−1 of four words each, shape (n, 4)."""
        i = np.arange(n, dtype=np.uint64) + np.uint64(first)
        high = np.broadcast_to(np.array(self._name, np.uint64), (n, 2))
        return philox4x32(np.column_stack([i & _MASK, i >> _HALF, high]), self._key)

    def uint32(self, first, n):
        """Words first … first+n−1; word k is word k mod 4 of block k/4."""
        return self._slice(4, first, n, lambda b: b.reshape(-1))

    def uint64(self, first, n):
        """Pairs of words, the first of them the lower half."""
        return self._slice(2, first, n, _pairs)

    def _slice(self, per_block, first, n, read):
        begin = first // per_block
        blocks = self.blocks(begin, (first + n + per_block - 1) // per_block - begin)
        return read(blocks)[first - begin * per_block :][:n]

    def float64(self, first, n):
        """Uniform in [0, 1): the upper 53 bits of each uint64, times 2⁻⁵³."""
        return _unit(self.uint64(first, n))

    def normal(self, first, n):
        """Standard normal numbers as float32. Numbers 2i and 2i+1 are the Box–Muller
        pair r·cos 2πv, r·sin 2πv of block i, with r = √(−2 log u)."""
        return self._slice(2, first, n, _normals)


def _pairs(blocks):
    wide = blocks.astype(np.uint64)
    return (wide[:, ::2] | wide[:, 1::2] << _HALF).reshape(-1)


def _unit(u):
    return (u >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _normals(blocks):
    """The hardware's log, sin and cos may be wrong in their last bits, which the
    rounding to float32 nearly always hides. Where it might not, the numbers are
    computed again by the definition."""
    u, v = _unit(_pairs(blocks)).reshape(-1, 2).T
    u = u + 2.0**-53
    r = np.sqrt(-2 * np.log(u))
    angle = 2 * np.pi * v
    x = np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1)
    margin = (r * 2.0**-44)[:, None]
    for i in np.flatnonzero(((x - margin).astype(np.float32) != (x + margin).astype(np.float32)).any(axis=1)):
        x[i] = exact.box_muller(float(u[i]), float(v[i]))
    return x.astype(np.float32).reshape(-1)


def permutation(stream, epoch, n):
    """The order of 0 … n−1 in an epoch: Fisher and Yates' shuffle, for i = n−1
    down to 1 swapping i and j, with j = r mod (i+1) and r the next uint64 that is
    at least 2⁶⁴ mod (i+1). Draws start at number epoch·2³²."""
    order = list(range(n))
    first = epoch << 32
    draws = iter(stream.uint64(first, n - 1).tolist())
    spare = first + n - 1  # draws beyond those, for what is passed over
    for i in range(n - 1, 0, -1):
        r = next(draws)
        while r < (1 << 64) % (i + 1):
            draws = iter([*draws, *stream.uint64(spare, 1).tolist()])
            spare += 1
            r = next(draws)
        j = r % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def latent(seed, row, n):
    """The latent of a row: numbers row·2²⁰ … of the stream "latent"."""
    if n > LATENT_ROW:
        raise ValueError(f"a latent of {n} numbers, more than {LATENT_ROW}")
    return Stream(seed, "latent").normal(row * LATENT_ROW, n)


def latents(sampling, rows, n):
    """The latents of rows, (rows, n): those that are given, and the others drawn
    and truncated."""
    return np.stack([_latent_of(sampling, row, n) for row in rows])


def _latent_of(sampling, row, n):
    if row.latent is None:
        return latent(sampling.seed, row.index, n) * np.float32(sampling.truncation)
    if len(row.latent) != n:
        raise Invalid(f"a latent has {len(row.latent)} numbers, want {n}")
    return row.latent
