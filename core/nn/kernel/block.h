// The tiles of a block: products of inputs and outputs, summed over its pixels.
#ifndef GANDER_BLOCK_H
#define GANDER_BLOCK_H

#include "strip.h"
#include "tile.h"

// A pixel of the output: where the inputs that a tap meets there begin, and its
// outputs.
typedef struct { const float *x, *y; } meeting;

// block_sums sums, over the pixels and from zero, m inputs from the given one times
// v halves of a vector of outputs; where they are swapped, m outputs times halves of
// vectors of inputs.
inline_always void block_sums(const int m, const int v, const int swapped, isize pixels, const meeting *at, isize from,
                              strip sum[HEIGHT]) {
    UNROLL
    for (int i = 0; i < m; i++)
        sum[i] = (strip){0};
    for (isize p = 0; p < pixels; p++) {
        const float *inputs = at[p].x + from, *outputs = at[p].y;
        const float *x = swapped ? outputs : inputs;
        strip y = strip_load(v, swapped ? inputs : outputs);
        UNROLL
        for (int i = 0; i < m; i++)
            strip_fused(v, &sum[i], x[i], &y);
    }
}

inline_always void add_strip(const int v, float *w, const strip *sum) {
    strip s = strip_load(v, w);
    strip_add(v, &s, sum);
    strip_store(v, w, &s);
}

// block_tile adds a block's sums to m ≤ HEIGHT rows of weights, n ≤ WIDTH of each,
// which v halves hold.
inline_always void block_tile(const int m, const int v, isize pixels, const meeting *at, isize from, float *w,
                              isize stride, isize n) {
    strip sum[HEIGHT];
    block_sums(m, v, 0, pixels, at, from, sum);
    if (n == v * HALF) {
        UNROLL
        for (int i = 0; i < m; i++, w += stride)
            add_strip(v, w, &sum[i]);
        return;
    }
    float edge[WIDTH] = {0};
    UNROLL
    for (int i = 0; i < m; i++, w += stride) {
        copy(edge, w, n);
        add_strip(v, edge, &sum[i]);
        copy(w, edge, n);
    }
}

typedef void block_of_height(isize pixels, const meeting *at, isize from, float *w, isize stride, isize n);

#define BLOCK_TILE(m)                                                                                        \
    static void block_tile_##m(isize pixels, const meeting *at, isize from, float *w, isize stride,        \
                               isize n) {                                                                    \
        switch (halves_of(n)) {                                                                               \
        case 1: block_tile(m, 1, pixels, at, from, w, stride, n); break;                                     \
        case 2: block_tile(m, 2, pixels, at, from, w, stride, n); break;                                     \
        case 3: block_tile(m, 3, pixels, at, from, w, stride, n); break;                                     \
        case 4: block_tile(m, 4, pixels, at, from, w, stride, n); break;                                     \
        }                                                                                                    \
    }
BLOCK_TILE(1) BLOCK_TILE(2) BLOCK_TILE(3) BLOCK_TILE(4) BLOCK_TILE(5) BLOCK_TILE(6)
#if HEIGHT > 6
BLOCK_TILE(7) BLOCK_TILE(8) BLOCK_TILE(9) BLOCK_TILE(10) BLOCK_TILE(11) BLOCK_TILE(12) BLOCK_TILE(13)
BLOCK_TILE(14)
#endif

static block_of_height *const block_tiles[] = {
    0, block_tile_1, block_tile_2, block_tile_3, block_tile_4, block_tile_5, block_tile_6,
#if HEIGHT > 6
    block_tile_7, block_tile_8, block_tile_9, block_tile_10, block_tile_11, block_tile_12, block_tile_13,
    block_tile_14,
#endif
};

// A layer with few outputs would leave most lanes idle. There inputs and outputs
// change places: products and their order stay the same. swapped_tile adds a
// block's sums to WIDTH rows of m weights each.
inline_always void swapped_tile(const int m, isize pixels, const meeting *at, isize from, float *w) {
    strip sum[HEIGHT];
    float edge[HEIGHT][WIDTH];
    block_sums(m, HALVES, 1, pixels, at, from, sum);
    UNROLL
    for (int i = 0; i < m; i++)
        strip_store(HALVES, edge[i], &sum[i]);
    for (isize j = 0; j < WIDTH; j++, w += m)
        for (int i = 0; i < m; i++)
            w[i] += edge[i][j];
}

typedef void swapped_of_outputs(isize pixels, const meeting *at, isize from, float *w);

#define SWAPPED_TILE(m)                                                                                      \
    static void swapped_tile_##m(isize pixels, const meeting *at, isize from, float *w) {                    \
        swapped_tile(m, pixels, at, from, w);                                                                \
    }
SWAPPED_TILE(1) SWAPPED_TILE(2) SWAPPED_TILE(3) SWAPPED_TILE(4)

// SWAPPED outputs at most are.
enum { SWAPPED = 4 };

static swapped_of_outputs *const swapped_tiles[SWAPPED + 1] = {
    0, swapped_tile_1, swapped_tile_2, swapped_tile_3, swapped_tile_4,
};

#endif
