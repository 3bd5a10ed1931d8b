// One name for the vectors of every instruction set. A file that includes this
// has defined LANES and, where products and sums are fused in software,
// EMULATED.
#ifndef GANDER_SIMD_H
#define GANDER_SIMD_H

#include <math.h>
#include <string.h>

#include "kernel.h"

// A sum of a product must be rounded once where fused() says so and twice
// elsewhere. GCC keeps to that under -std=c11, Clang under the pragma.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

#define inline_always static inline __attribute__((always_inline))

typedef float vec __attribute__((vector_size(4 * LANES)));

inline_always vec load(const float *p) {
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

inline_always void store(float *p, vec v) { memcpy(p, &v, sizeof v); }

// load_part loads n numbers, and zeros for the other lanes; store_part stores n.
#if !EMULATED && LANES == 16

inline_always vec load_part(const float *p, isize n) {
    return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

inline_always void store_part(float *p, vec v, isize n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), v); }

#else

inline_always vec load_part(const float *p, isize n) {
    vec v = {0};
    if (n == LANES)
        return load(p);
    memcpy(&v, p, n * sizeof(float));
    return v;
}

inline_always void store_part(float *p, vec v, isize n) {
    if (n == LANES)
        store(p, v);
    else
        memcpy(p, &v, n * sizeof(float));
}

#endif

typedef int32_t mask __attribute__((vector_size(4 * LANES)));

inline_always vec pick(mask m, vec yes, vec no) { return (vec)((m & (mask)yes) | (~m & (mask)no)); }

inline_always vec splat(float x) { return x - (vec){0}; }

// copy is memcpy for rows that are too short for the price of a call.
inline_always void copy(float *restrict to, const float *restrict from, isize n) {
    if (n >= LANES) {
        for (isize i = 0; i < n - LANES; i += LANES)
            store(to + i, load(from + i));
        store(to + n - LANES, load(from + n - LANES)); // may overlap what is done
        return;
    }
    for (isize part = LANES / 2; part > 0; part /= 2) {
        if (n & part) {
            memcpy(to, from, part * sizeof(float));
            to += part;
            from += part;
        }
    }
}

inline_always void clear(float *to, isize n) {
    for (isize i = 0; i < n; i++)
        to[i] = 0;
}

// copy_inside copies the numbers from … from+n−1 of a line of the given length;
// those outside the line are zeros.
inline_always void copy_inside(float *restrict to, const float *line, isize from, isize n, isize length) {
    isize before = from >= 0 ? 0 : -from < n ? -from : n;
    isize end = length - from < n ? length - from : n;
    if (end < before)
        end = before;
    clear(to, before);
    copy(to + before, line + from + before, end - before);
    clear(to + end, n - end);
}

#if EMULATED

// fused is a·b + c with one rounding. The product of two float is exact in
// double; the sum is rounded to odd there, so that rounding it again to float
// gives what one rounding would have (Boldo & Melquiond 2008).
inline_always float fused(float a, float b, float c) {
    double p = (double)a * b;
    double s = p + c;
    double t = s - p;
    double lost = (p - (s - t)) + (c - t);
    int64_t bits;
    memcpy(&bits, &s, sizeof bits);
    if (lost != 0 && s - s == 0 && !(bits & 1)) {
        bits += (lost > 0) == (s > 0) ? 1 : -1;
        memcpy(&s, &bits, sizeof bits);
    }
    return (float)s;
}

#else

inline_always float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

#endif

#if !EMULATED && LANES == 16

inline_always vec vfused(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
inline_always vec vroot(vec a) { return _mm512_sqrt_ps(a); }

#elif !EMULATED && LANES == 8

inline_always vec vfused(vec a, vec b, vec c) { return _mm256_fmadd_ps(a, b, c); }
inline_always vec vroot(vec a) { return _mm256_sqrt_ps(a); }

#elif !EMULATED && defined(__x86_64__)

inline_always vec vfused(vec a, vec b, vec c) { return _mm_fmadd_ps(a, b, c); }
inline_always vec vroot(vec a) { return _mm_sqrt_ps(a); }

#elif !EMULATED && defined(__aarch64__)

inline_always vec vfused(vec a, vec b, vec c) { return vfmaq_f32(c, a, b); }
inline_always vec vroot(vec a) { return vsqrtq_f32(a); }

#else

inline_always vec vfused(vec a, vec b, vec c) {
    for (int i = 0; i < LANES; i++)
        c[i] = fused(a[i], b[i], c[i]);
    return c;
}

inline_always vec vroot(vec a) {
    for (int i = 0; i < LANES; i++)
        a[i] = sqrtf(a[i]);
    return a;
}

#endif

// UNROLL stands before a loop over registers, which must not stay a loop.
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

// KEEP keeps a vector in its register, where the compiler would load it anew for
// each of its uses.
#if LANES >= 8
#define KEEP(v) __asm__("" : "+v"(v))
#else
#define KEEP(v) (void)(v)
#endif

// ONE_BY_ONE stands before a loop of few turns, which unrolling would slow down.
#if defined(__clang__)
#define ONE_BY_ONE _Pragma("clang loop unroll(disable) vectorize(disable)")
#else
#define ONE_BY_ONE _Pragma("GCC unroll 1")
#endif

// A loop whose turns do not depend on each other, even where y is x.
#if defined(__clang__)
#define EACH _Pragma("clang loop vectorize(assume_safety)") for (isize i = from; i < to; i++)
#else
#define EACH _Pragma("GCC ivdep") for (isize i = from; i < to; i++)
#endif

#endif
