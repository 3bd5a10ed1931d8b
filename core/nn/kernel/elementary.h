// Elementary functions for float arguments. They compute in double with plain
// products and sums, so the results are within 0.51 units in the last place of
// float, and every instruction set gives the same bits, vectorised or not. They
// have no branches, so that compilers do vectorise them.
#ifndef GANDER_ELEMENTARY_H
#define GANDER_ELEMENTARY_H

#include "simd.h"

inline_always uint64_t bits_of(double x) {
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

inline_always double of_bits(uint64_t b) {
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

// exponential is eˣ; beyond ±200, where float has overflowed, it is that of ±200.
inline_always double exponential(double x) {
    x = x < -200 ? -200 : x;
    x = x > 200 ? 200 : x;
    // Adding 1.5·2⁵² rounds to an integer and leaves it in the lower bits.
    double shifted = x * 1.4426950408889634 + 0x1.8p52;
    double r = x - (shifted - 0x1.8p52) * 0.6931471805599453;
    // Taylor to r¹⁰/10!, for |r| ≤ ½ ln 2: the next term is below 2⁻⁴¹.
    double p = 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    return p * of_bits((bits_of(shifted) + 1023) << 52);
}

// logarithm is log x for x that is not subnormal in double: 2 artanh s + k ln 2,
// s = (m−1)/(m+1), x = 2ᵏ·m, √½ ≤ m < √2.
inline_always double logarithm(double x) {
    const uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
    uint64_t exponent = (bits_of(x) + (one - root_half)) >> 52; // k + 1023
    double m = of_bits(bits_of(x) - (exponent << 52) + one);
    double k = of_bits(exponent | 0x4330000000000000) - (0x1p52 + 1023);
    double f = m - 1;
    double s = f / (2 + f);
    double z = s * s;
    // The next term is below 2⁻⁴⁴.
    double p = 2.0 / 15;
    p = p * z + 2.0 / 13;
    p = p * z + 2.0 / 11;
    p = p * z + 2.0 / 9;
    p = p * z + 2.0 / 7;
    p = p * z + 2.0 / 5;
    p = p * z + 2.0 / 3;
    p = p * z + 2;
    double y = k * 0.6931471805599453 + s * p;
    y = x > 0 ? y : x == 0 ? -INFINITY : NAN;
    return x == INFINITY ? x : y;
}

inline_always double hyperbolic_tangent(double x) {
    double a = x < 0 ? -x : x;
    double e = exponential(-2 * a);
    double large = (1 - e) / (1 + e);
    large = x < 0 ? -large : large;
    // Taylor to x⁹; 1 − e cancels near 0.
    double z = x * x;
    double p = 62.0 / 2835;
    p = p * z - 17.0 / 315;
    p = p * z + 2.0 / 15;
    p = p * z - 1.0 / 3;
    double small = x + x * (z * p);
    return a < 0.1 ? small : large;
}

inline_always double logistic(double x) {
    double e = exponential(x < 0 ? x : -x);
    return (x < 0 ? e : 1) / (1 + e);
}

// softplus is log(1+eˣ). Where e is small 1+e loses its last bits; dividing by
// what it rounded to brings them back (Higham 2002, §1.14.1).
inline_always double softplus(double x) {
    double e = exponential(x < 0 ? x : -x);
    double s = 1 + e;
    double tail = s == 1 ? e : logarithm(s) * e / (s - 1);
    return x < 0 ? tail : x + tail;
}

#endif
