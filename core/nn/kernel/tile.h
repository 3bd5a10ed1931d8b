// The innermost loops of products: a tile of the result in registers.
#ifndef GANDER_TILE_H
#define GANDER_TILE_H

#include "span.h"
#include "strip.h"

// A tile is up to HEIGHT rows of a strip.

// A chain of fused multiply-adds ends when it has CHAIN terms or more behind a
// tap, or a part of CHAIN numbers of one. What the chains come to is added in
// ascending order, so that rounding errors don't grow with the depth.
enum { CHAIN = 256 };

// end_chains adds the sums of chains to those of the chains before.
inline_always void end_chains(const int m, const int v, strip sum[HEIGHT], const strip total[HEIGHT]) {
    UNROLL
    for (int i = 0; i < m; i++)
        strip_add(v, &sum[i], &total[i]);
}

// begin_chains keeps the sums of chains, and begins new ones.
inline_always void begin_chains(const int m, strip sum[HEIGHT], strip total[HEIGHT]) {
    UNROLL
    for (int i = 0; i < m; i++) {
        total[i] = sum[i];
        sum[i] = (strip){0};
    }
}

// tile_store stores n numbers of each row, which v halves hold.
inline_always void tile_store(const int m, const int v, float *const *result, const strip sum[HEIGHT], isize n) {
    if (n == v * HALF) {
        UNROLL
        for (int i = 0; i < m; i++)
            strip_store(v, result[i], &sum[i]);
        return;
    }
    float edge[HEIGHT][WIDTH];
    UNROLL
    for (int i = 0; i < m; i++)
        strip_store(v, edge[i], &sum[i]);
    for (int i = 0; i < m; i++)
        copy(result[i], edge[i], n);
}

// tile computes m rows of a panel's columns, the first n of which are stored. m and
// v are constants where it is inlined, so the sums stay in registers.
inline_always void tile(const int m, const int v, window taps, isize depth, const float *const *rows,
                        const float *panel, float *const *result, isize n) {
    strip sum[HEIGHT], total[HEIGHT];
    UNROLL
    for (int i = 0; i < m; i++)
        sum[i] = (strip){0};
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
                    strip b = strip_load(v, panel);
                    UNROLL
                    for (int i = 0; i < m; i++)
                        strip_fused(v, &sum[i], row[i][k], &b);
                }
                if (terms >= CHAIN) {
                    if (chains++)
                        end_chains(m, v, sum, total);
                    begin_chains(m, sum, total);
                    terms = 0;
                }
            }
        }
    }
    if (chains)
        end_chains(m, v, sum, total);
    tile_store(m, v, result, sum, n);
}

typedef void tile_of_height(window taps, isize depth, const float *const *rows, const float *panel,
                            float *const *result, isize n);

#define TILE(m)                                                                                              \
    static void tile_##m(window taps, isize depth, const float *const *rows, const float *panel,              \
                         float *const *result, isize n) {                                                    \
        switch (halves_of(n)) {                                                                               \
        case 1: tile(m, 1, taps, depth, rows, panel, result, n); break;                                      \
        case 2: tile(m, 2, taps, depth, rows, panel, result, n); break;                                      \
        case 3: tile(m, 3, taps, depth, rows, panel, result, n); break;                                      \
        case 4: tile(m, 4, taps, depth, rows, panel, result, n); break;                                      \
        }                                                                                                    \
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
