// Strips: the numbers of a row that a tile takes at a time.
#ifndef GANDER_STRIP_H
#define GANDER_STRIP_H

#include "simd.h"

// A strip is up to WIDTH numbers: HALVES halves of vectors at most. All of its
// functions take how many it has, v, as a constant.
enum { WIDTH = 2 * LANES, HALVES = 4, HALF = LANES / 2 };

typedef float half __attribute__((vector_size(4 * HALF)));

typedef struct { vec whole[2]; half rest; } strip;

// halves_of is how many halves n numbers take. Vectors of four numbers are not cut in
// half: that would save nothing.
inline_always int halves_of(isize n) {
    int halves = (int)((n + HALF - 1) / HALF);
    return LANES > 4 ? halves : (halves + 1) / 2 * 2;
}

#if !EMULATED && LANES == 16
inline_always half half_fused(half a, half b, half c) { return _mm256_fmadd_ps(a, b, c); }
#elif !EMULATED && LANES == 8
inline_always half half_fused(half a, half b, half c) { return _mm_fmadd_ps(a, b, c); }
#else
inline_always half half_fused(half a, half b, half c) {
    for (int i = 0; i < HALF; i++)
        c[i] = fused(a[i], b[i], c[i]);
    return c;
}
#endif

inline_always half half_of(vec v) {
    half h;
    memcpy(&h, &v, sizeof h);
    return h;
}

inline_always strip strip_load(const int v, const float *p) {
    strip s = {0};
    if (v >= 2)
        s.whole[0] = load(p);
    if (v == 4)
        s.whole[1] = load(p + LANES);
    if (v % 2)
        memcpy(&s.rest, p + v / 2 * LANES, sizeof s.rest);
    return s;
}

inline_always void strip_store(const int v, float *p, const strip *s) {
    if (v >= 2)
        store(p, s->whole[0]);
    if (v == 4)
        store(p + LANES, s->whole[1]);
    if (v % 2)
        memcpy(p + v / 2 * LANES, &s->rest, sizeof s->rest);
}

// strip_add is sum += s.
inline_always void strip_add(const int v, strip *sum, const strip *s) {
    if (v >= 2)
        sum->whole[0] += s->whole[0];
    if (v == 4)
        sum->whole[1] += s->whole[1];
    if (v % 2)
        sum->rest += s->rest;
}

// strip_fused is sum += a·b, rounded once.
inline_always void strip_fused(const int v, strip *sum, float a, const strip *b) {
    vec all = splat(a);
    if (v >= 2)
        sum->whole[0] = vfused(all, b->whole[0], sum->whole[0]);
    if (v == 4)
        sum->whole[1] = vfused(all, b->whole[1], sum->whole[1]);
    if (v % 2)
        sum->rest = half_fused(half_of(all), b->rest, sum->rest);
}

#endif
