// The innermost loops of products: a tile of the result in registers.
#ifndef GANDER_TILE_H
#define GANDER_TILE_H

#include "simd.h"
#include "span.h"

// A tile is up to HEIGHT rows × WIDTH columns.
enum { WIDTH = 2 * LANES };

// A chain of fused multiply-adds ends when it has CHAIN terms or more behind a
// tap, or a part of CHAIN numbers of one. What the chains come to is added in
// ascending order, so that rounding errors don't grow with the depth.
enum { CHAIN = 256 };

// add_chains adds the sums of chains to those of the chains before.
inline_always void add_chains(const int m, const int v, vec sum[HEIGHT][2], vec total[HEIGHT][2]) {
    UNROLL
    for (int i = 0; i < m; i++) {
        UNROLL
        for (int j = 0; j < v; j++)
            sum[i][j] += total[i][j];
    }
}

// begin_chains keeps the sums of chains, and begins new ones.
inline_always void begin_chains(const int m, const int v, vec sum[HEIGHT][2], vec total[HEIGHT][2]) {
    UNROLL
    for (int i = 0; i < m; i++) {
        UNROLL
        for (int j = 0; j < v; j++) {
            total[i][j] = sum[i][j];
            sum[i][j] = (vec){0};
        }
    }
}

// tile computes m rows of v ≤ 2 vectors of a panel's columns, the first n of
// which are stored. m and v are constants where it is inlined, so the sums stay
// in registers.
inline_always void tile(const int m, const int v, window taps, isize depth, const float *const *rows,
                        const float *panel, float *const *result, isize n) {
    vec sum[HEIGHT][2], total[HEIGHT][2];
    UNROLL
    for (int i = 0; i < m; i++)
        sum[i][0] = sum[i][1] = (vec){0};
    isize terms = 0, chains = 0;
    panel += taps.first * depth * WIDTH;
    for (isize s = 0; s < taps.lines; s++, panel += taps.skip * depth * WIDTH) {
        for (isize t = 0; t < taps.taps; t++, rows += HEIGHT) {
            const float *row[HEIGHT];
            UNROLL
            for (int i = 0; i < m; i++)
                row[i] = rows[i];
            for (isize k = 0; k < depth;) {
                isize end = least(depth, k + CHAIN);
                terms += end - k;
                for (; k < end; k++, panel += WIDTH) {
                    vec b0 = load(panel), b1 = v == 2 ? load(panel + LANES) : b0;
                    UNROLL
                    for (int i = 0; i < m; i++) {
                        vec a = splat(row[i][k]);
                        sum[i][0] = vfused(a, b0, sum[i][0]);
                        if (v == 2)
                            sum[i][1] = vfused(a, b1, sum[i][1]);
                    }
                }
                if (terms >= CHAIN) {
                    if (chains++)
                        add_chains(m, v, sum, total);
                    begin_chains(m, v, sum, total);
                    terms = 0;
                }
            }
        }
    }
    if (chains)
        add_chains(m, v, sum, total);
    if (n == v * LANES) {
        UNROLL
        for (int i = 0; i < m; i++) {
            store(result[i], sum[i][0]);
            if (v == 2)
                store(result[i] + LANES, sum[i][1]);
        }
        return;
    }
    float edge[HEIGHT][WIDTH];
    UNROLL
    for (int i = 0; i < m; i++) {
        store(edge[i], sum[i][0]);
        if (v == 2)
            store(edge[i] + LANES, sum[i][1]);
    }
    for (int i = 0; i < m; i++)
        copy(result[i], edge[i], n);
}

typedef void tile_of_height(window taps, isize depth, const float *const *rows, const float *panel,
                            float *const *result, isize n);

#define TILE(m)                                                                                              \
    static void tile_##m(window taps, isize depth, const float *const *rows, const float *panel,              \
                         float *const *result, isize n) {                                                    \
        if (n > LANES)                                                                                       \
            tile(m, 2, taps, depth, rows, panel, result, n);                                                 \
        else                                                                                                 \
            tile(m, 1, taps, depth, rows, panel, result, n);                                                 \
    }
TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if HEIGHT > 6
TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12) TILE(13) TILE(14)
#endif

static tile_of_height *const tiles[] = {
    0, tile_1, tile_2, tile_3, tile_4, tile_5, tile_6,
#if HEIGHT > 6
    tile_7, tile_8, tile_9, tile_10, tile_11, tile_12, tile_13, tile_14,
#endif
};

// tile_rows computes m ≤ HEIGHT rows of all columns. It moves the result pointers.
static void tile_rows(isize m, isize columns, window taps, isize depth, const float *const *rows,
                      const float *panel, float **result) {
    for (isize j = 0; j < columns; j += WIDTH, panel += taps.all * depth * WIDTH) {
        tiles[m](taps, depth, rows, panel, result, columns - j < WIDTH ? columns - j : WIDTH);
        for (isize r = 0; r < m; r++)
            result[r] += WIDTH;
    }
}

#endif
