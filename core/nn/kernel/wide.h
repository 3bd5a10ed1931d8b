// Products of rows of double, for scores: sums over a hundred million pairs need
// more than float.
#ifndef GANDER_WIDE_H
#define GANDER_WIDE_H

#include "simd.h"

#define DOUBLES (LANES / 2)
#define TALL (HEIGHT == 14 ? 8 : 4) // rows of a tile: two vectors of sums each, in registers

typedef double wide __attribute__((vector_size(8 * DOUBLES)));

inline_always wide wide_load(const double *p) {
    wide v;
    memcpy(&v, p, sizeof v);
    return v;
}

// wide_tile is p[i][j] = Σ x[i][c]·y[j][c] for up to TALL rows and 2·DOUBLES
// columns, of which the first ones are kept. Products are rounded before they
// are added, in order of c: what a plain loop gives.
static void wide_tile(double *p, isize stride, const double *x, const double *y, isize rows, isize columns, isize k) {
    wide sums[TALL][2];
    const double *row[TALL];
    UNROLL for (isize i = 0; i < TALL; i++) {
        row[i] = x + (i < rows ? i : rows - 1) * k;
        sums[i][0] = sums[i][1] = (wide){0};
    }
    for (isize c = 0; c < k; c++, y += WIDE_PANEL) {
        wide a = wide_load(y), b = wide_load(y + DOUBLES);
        UNROLL for (isize i = 0; i < TALL; i++) {
            sums[i][0] += row[i][c] * a;
            sums[i][1] += row[i][c] * b;
        }
    }
    double out[TALL][2][DOUBLES];
    UNROLL for (isize i = 0; i < TALL; i++) {
        memcpy(out[i][0], &sums[i][0], sizeof(wide));
        memcpy(out[i][1], &sums[i][1], sizeof(wide));
    }
    for (isize i = 0; i < rows; i++)
        memcpy(p + i * stride, out[i], columns * sizeof(double));
}

// products is p[i][j] = Σ x[i][c]·y[j][c] for n rows of y, whose panels hold
// WIDE_PANEL of them each, transposed. The rows of p are stride apart.
static void products(double *p, isize stride, const double *x, const double *panels, isize rows, isize n, isize k) {
    for (isize j = 0; j < n; j += 2 * DOUBLES) {
        const double *y = panels + j / WIDE_PANEL * WIDE_PANEL * k + j % WIDE_PANEL;
        isize columns = n - j < 2 * DOUBLES ? n - j : 2 * DOUBLES;
        for (isize i = 0; i < rows; i += TALL)
            wide_tile(p + i * stride + j, stride, x + i * k, y, rows - i < TALL ? rows - i : TALL, columns, k);
    }
}

#endif
