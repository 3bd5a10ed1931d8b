"""Logarithm, sine and cosine with the bits of Go's core/nn/num, one number at a
time. They are slow and rarely needed: see num.Stream.normal.

A pair (hi, lo) stands for the unevaluated sum hi + lo of two floats. fma is the
one rounding of a·b + c, which Fraction gives by definition."""

import math
from fractions import Fraction

LN2 = (6.931471803691238e-01, 1.9082149292705877e-10)
HALF_PI = tuple(map(float.fromhex, ("0x1.921fb544p+0", "0x1.0b4611a6p-34", "0x1.3198a2e037073p-69")))


def box_muller(u, v):
    """r·cos 2πv and r·sin 2πv, with r = √(−2 log u)."""
    r = math.sqrt(-2 * log(u))
    sin, cos = sincos(2 * math.pi * v)
    return r * cos, r * sin


def fma(a, b, c):
    exact = Fraction(a) * Fraction(b) + Fraction(c)
    return float(exact) if exact else a * b + c  # which keeps the sign of a zero


def quick_sum(a, b):
    """a + b exactly, where a is zero or its exponent is not below b's."""
    s = a + b
    return s, b - (s - a)


def two_sum(a, b):
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def product(a, b):
    p = a * b
    return p, fma(a, b, -p)


def add(d, e):
    s = quick_sum(d[0], e[0])
    return quick_sum(s[0], s[1] + (d[1] + e[1]))


def mul(d, e):
    p = product(d[0], e[0])
    return quick_sum(p[0], fma(d[0], e[1], fma(d[1], e[0], p[1])))


def horner(x, *coefficients):
    p = coefficients[0]
    for c in coefficients[1:]:
        p = fma(p, x, c)
    return p


def log(x):
    """The natural logarithm of a finite x > 0: k·ln 2 + 2·artanh s, with
    s = (m−1)/(m+1) and x = 2ᵏ·m."""
    if x == 1:
        return 0.0
    m, k = math.frexp(x)
    if m < math.sqrt(2) / 2:
        m, k = 2 * m, k - 1
    s = quotient(m - 1, quick_sum(1.0, m))
    z = mul(s, s)
    tail = horner(z[0], *(2 / n for n in range(25, 3, -2)))
    series = add((2 / 3, 3.7007434154171886e-17), product(z[0], tail))
    series = add((2.0, 0.0), mul(series, z))
    mantissa = mul(s, series)
    if k == 0:
        return mantissa[0]
    return add(add((k * LN2[0], 0.0), product(float(k), LN2[1])), mantissa)[0]


def quotient(a, b):
    q = a / b[0]
    rest = fma(-q, b[1], fma(-q, b[0], a))
    return quick_sum(q, rest / b[0])


def sincos(x):
    """The sine and cosine of 0 ≤ x ≤ 2²⁰ radians."""
    if x == 0:
        return 0.0, 1.0
    quadrant = math.floor(x / HALF_PI[0] + 0.5)
    d = two_sum(fma(-quadrant, HALF_PI[0], x), -quadrant * HALF_PI[1])
    r = quick_sum(d[0], fma(-quadrant, HALF_PI[2], d[1]))
    sin, cos = sin_kernel(r), cos_kernel(r)
    return [(sin, cos), (cos, -sin), (-sin, -cos), (-cos, sin)][quadrant % 4]


def sin_kernel(r):
    z = r[0] * r[0]
    p = horner(z, 1 / 355687428096000, -1 / 1307674368000, 1 / 6227020800,
               -1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6)
    return r[0] + fma(z * r[0], p, r[1] * fma(z, -0.5, 1.0))


def cos_kernel(r):
    z = r[0] * r[0]
    p = horner(z, -1 / 6402373705728000, 1 / 20922789888000, -1 / 87178291200,
               1 / 479001600, -1 / 3628800, 1 / 40320, -1 / 720, 1 / 24)
    half = 0.5 * z
    top = 1 - half
    lost = (1 - top) - half
    return top + (lost + fma(z * z, p, -(r[0] * r[1])))
