// The tiles of a block: products of inputs and outputs, summed over its pixels.
#ifndef GANDER_BLOCK_H
#define GANDER_BLOCK_H

#include "simd.h"
#include "tile.h"

// A pixel of the output: where the inputs that a tap meets there begin, and its
// outputs.
typedef struct { const float *x, *y; } meeting;

// block_sums sums, over the pixels and from zero, m inputs from the given one times
// v ≤ 2 vectors of outputs; where they are swapped, m outputs times vectors of
// inputs.
inline_always void block_sums(const int m, const int v, const int swapped, isize pixels, const meeting *at, isize from,
                              vec sum[HEIGHT][2]) {
    UNROLL
    for (int i = 0; i < m; i++)
        sum[i][0] = sum[i][1] = (vec){0};
    for (isize p = 0; p < pixels; p++) {
        const float *inputs = at[p].x + from, *outputs = at[p].y;
        const float *x = swapped ? outputs : inputs, *y = swapped ? inputs : outputs;
        vec b0 = load(y), b1 = v == 2 ? load(y + LANES) : b0;
        UNROLL
        for (int i = 0; i < m; i++) {
            vec a = splat(x[i]);
            sum[i][0] = vfused(a, b0, sum[i][0]);
            if (v == 2)
                sum[i][1] = vfused(a, b1, sum[i][1]);
        }
    }
}

// block_tile adds a block's sums to m ≤ HEIGHT rows of weights, n ≤ WIDTH of each.
inline_always void block_tile(const int m, const int v, isize pixels, const meeting *at, isize from, float *w,
                              isize stride, isize n) {
    vec sum[HEIGHT][2];
    block_sums(m, v, 0, pixels, at, from, sum);
    if (n == v * LANES) {
        UNROLL
        for (int i = 0; i < m; i++, w += stride) {
            store(w, load(w) + sum[i][0]);
            if (v == 2)
                store(w + LANES, load(w + LANES) + sum[i][1]);
        }
        return;
    }
    float edge[HEIGHT][WIDTH];
    UNROLL
    for (int i = 0; i < m; i++) {
        store(edge[i], sum[i][0]);
        store(edge[i] + LANES, sum[i][1]);
    }
    for (int i = 0; i < m; i++, w += stride)
        for (isize j = 0; j < n; j++)
            w[j] += edge[i][j];
}

typedef void block_of_height(isize pixels, const meeting *at, isize from, float *w, isize stride, isize n);

#define BLOCK_TILE(m)                                                                                        \
    static void block_tile_##m(isize pixels, const meeting *at, isize from, float *w, isize stride,        \
                               isize n) {                                                                    \
        if (n > LANES)                                                                                       \
            block_tile(m, 2, pixels, at, from, w, stride, n);                                              \
        else                                                                                                 \
            block_tile(m, 1, pixels, at, from, w, stride, n);                                              \
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
    vec sum[HEIGHT][2];
    float edge[HEIGHT][WIDTH];
    block_sums(m, 2, 1, pixels, at, from, sum);
    UNROLL
    for (int i = 0; i < m; i++) {
        store(edge[i], sum[i][0]);
        store(edge[i] + LANES, sum[i][1]);
    }
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
