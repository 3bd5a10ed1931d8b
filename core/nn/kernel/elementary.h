// Elementary functions for float arguments. They compute in double with plain
// products and sums, so the results are within 0.51 units in the last place of
// float, and every instruction set gives the same bits.
#ifndef GANDER_ELEMENTARY_H
#define GANDER_ELEMENTARY_H

#include "simd.h"

// A vector of float makes two of double.
typedef float half __attribute__((vector_size(2 * LANES)));
typedef double wide __attribute__((vector_size(4 * LANES)));
typedef uint64_t bits __attribute__((vector_size(4 * LANES)));
typedef int64_t truth __attribute__((vector_size(4 * LANES)));

inline_always wide all(double x) { return x - (wide){0}; }

inline_always wide choose(truth t, wide yes, wide no) {
    return (wide)(((bits)t & (bits)yes) | (~(bits)t & (bits)no));
}

// exponential is eˣ; beyond ±200, where float has overflowed, it is that of ±200.
inline_always wide exponential(wide x) {
    x = choose(x < all(-200), all(-200), x);
    x = choose(x > all(200), all(200), x);
    // Adding 1.5·2⁵² rounds to an integer k and leaves it in the lower bits.
    wide shifted = x * 1.4426950408889634 + 0x1.8p52;
    wide r = x - (shifted - 0x1.8p52) * 0.6931471805599453;
    // Taylor to r¹⁰/10!, for |r| ≤ ½ ln 2: the next term is below 2⁻⁴¹.
    wide p = all(1.0 / 3628800);
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
    return p * (wide)(((bits)shifted + 1023) << 52); // 2ᵏ
}

// logarithm is log x for x that is not subnormal in double: 2 artanh s + k ln 2,
// s = (m−1)/(m+1), x = 2ᵏ·m, √½ ≤ m < √2.
inline_always wide logarithm(wide x) {
    const uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
    bits exponent = ((bits)x + (one - root_half)) >> 52; // k + 1023
    wide m = (wide)((bits)x - (exponent << 52) + one);
    wide k = (wide)(exponent | 0x4330000000000000) - (0x1p52 + 1023);
    wide f = m - 1, s = f / (2 + f), z = s * s;
    // The next term is below 2⁻⁴⁴.
    wide p = all(2.0 / 15);
    p = p * z + 2.0 / 13;
    p = p * z + 2.0 / 11;
    p = p * z + 2.0 / 9;
    p = p * z + 2.0 / 7;
    p = p * z + 2.0 / 5;
    p = p * z + 2.0 / 3;
    p = p * z + 2;
    wide y = k * 0.6931471805599453 + s * p;
    y = choose(x > all(0), y, choose(x == all(0), all(-INFINITY), all(NAN)));
    return choose(x == all(INFINITY), x, y);
}

inline_always wide negative_magnitude(wide x) { return (wide)((bits)x | 0x8000000000000000); }

inline_always wide hyperbolic_tangent(wide x) {
    wide e = exponential(2 * negative_magnitude(x));
    wide large = (1 - e) / (1 + e);
    large = choose(x < all(0), -large, large);
    // Taylor to x⁹, as 1 − e cancels near 0.
    wide z = x * x, p = all(62.0 / 2835);
    p = p * z - 17.0 / 315;
    p = p * z + 2.0 / 15;
    p = p * z - 1.0 / 3;
    wide small = x + x * (z * p);
    return choose(z < all(0.01), small, large);
}

inline_always wide logistic(wide x) {
    wide e = exponential(negative_magnitude(x));
    return choose(x < all(0), e, all(1)) / (1 + e);
}

// softplus is log(1+eˣ). Where e is small 1+e loses its last bits; dividing by
// what it rounded to brings them back (Higham 2002, §1.14.1).
inline_always wide softplus(wide x) {
    wide e = exponential(negative_magnitude(x)), s = 1 + e;
    wide tail = choose(s == all(1), e, logarithm(s) * e / (s - 1));
    return choose(x < all(0), tail, x + tail);
}

// power is xᵖ for x ≥ 0.
inline_always wide power(wide x, double p) { return p == 0 ? all(1) : exponential(p * logarithm(x)); }

inline_always wide lower(vec v) {
    half h;
    memcpy(&h, &v, sizeof h);
    return __builtin_convertvector(h, wide);
}

inline_always wide upper(vec v) {
    half h;
    memcpy(&h, (char *)&v + sizeof h, sizeof h);
    return __builtin_convertvector(h, wide);
}

inline_always vec narrow(wide lower, wide upper) {
    half h[2] = {__builtin_convertvector(lower, half), __builtin_convertvector(upper, half)};
    vec v;
    memcpy(&v, h, sizeof v);
    return v;
}

#endif
