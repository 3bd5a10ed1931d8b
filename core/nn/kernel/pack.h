// Matrices laid out in the order in which products read them.
#ifndef GANDER_PACK_H
#define GANDER_PACK_H

#include "device.h"
#include "narrow.h"
#include "tile.h"

// A packing is a matrix for each tap, a grid of them, and where the result goes.
typedef struct {
    const float *start;
    isize taps_h, taps_w, stride_h, stride_w; // the grid of taps: counts, and numbers between neighbours
    isize depth, columns, down, across;       // a tap's matrix: counts, and numbers between neighbours
    float *packed;
} packing;

static const float *tap_of(const packing *p, isize tap) {
    return p->start + tap / p->taps_w * p->stride_h + tap % p->taps_w * p->stride_w;
}

// pack_panel copies depth × n numbers to rows of WIDTH, the rest of which is zero.
static void pack_panel(float *to, const float *from, const packing *p, isize n) {
    if (p->across == 1) {
        for (isize k = 0; k < p->depth; k++, to += WIDTH) {
            copy(to, from + k * p->down, n);
            clear(to + n, WIDTH - n);
        }
        return;
    }
    // The matrix is stored transposed; sixteen rows of the panel at a time stay
    // in the cache.
    for (isize k = 0; k < p->depth; k += 16) {
        isize m = p->depth - k < 16 ? p->depth - k : 16;
        for (isize j = 0; j < WIDTH; j++)
            for (isize i = 0; i < m; i++)
                to[(k + i) * WIDTH + j] = j < n ? from[(k + i) * p->down + j * p->across] : 0;
    }
}

static void pack_piece(void *arguments, isize from, isize to, int worker) {
    const packing *p = arguments;
    isize taps = p->taps_h * p->taps_w;
    for (isize i = from; i < to; i++) {
        isize j = i / taps * WIDTH, n = p->columns - j < WIDTH ? p->columns - j : WIDTH;
        pack_panel(p->packed + i * p->depth * WIDTH, tap_of(p, i % taps) + j * p->across, p, n);
    }
}

// pack cuts the columns into panels of WIDTH: (panels, taps, depth, WIDTH).
static const float *pack(device *d, packing p) {
    isize items = (p.columns + WIDTH - 1) / WIDTH * p.taps_h * p.taps_w;
    p.packed = device_memory(d, PANELS, items * p.depth * WIDTH);
    pool_run(device_pool(d), pack_piece, &p, items, PIECE / (p.depth * WIDTH + 1) + 1);
    return p.packed;
}

// pack_narrow puts columns one after the other: (taps, columns, padded depth).
static const float *pack_narrow(device *d, packing p) {
    isize stride = narrow_depth(p.depth), taps = p.taps_h * p.taps_w;
    float *to = device_memory(d, PANELS, taps * p.columns * stride);
    p.packed = to;
    for (isize t = 0; t < taps; t++) {
        const float *from = tap_of(&p, t);
        for (isize j = 0; j < p.columns; j++, to += stride) {
            for (isize k = 0; k < p.depth; k++)
                to[k] = from[k * p.down + j * p.across];
            clear(to + p.depth, stride - p.depth);
        }
    }
    return p.packed;
}

struct transposition {
    float *to;
    const float *from;
    isize rows, columns;
};

enum { SQUARE_SIDE = 16 };

// transpose_square goes through a square of its own, so that lines of memory that
// lie a power of two apart, and share a place in the cache, are touched once.
static void transpose_square(const struct transposition *t, isize i, isize j) {
    float square[SQUARE_SIDE][SQUARE_SIDE];
    isize m = t->rows - i < SQUARE_SIDE ? t->rows - i : SQUARE_SIDE;
    isize n = t->columns - j < SQUARE_SIDE ? t->columns - j : SQUARE_SIDE;
    for (isize r = 0; r < m; r++)
        for (isize c = 0; c < n; c++)
            square[c][r] = t->from[(i + r) * t->columns + j + c];
    for (isize c = 0; c < n; c++)
        copy(t->to + (j + c) * t->rows + i, square[c], m);
}

// transpose_piece writes squares of the result's rows, the source's columns.
static void transpose_piece(void *arguments, isize from, isize to, int worker) {
    const struct transposition *t = arguments;
    for (isize j = from * SQUARE_SIDE; j < to * SQUARE_SIDE && j < t->columns; j += SQUARE_SIDE)
        for (isize i = 0; i < t->rows; i += SQUARE_SIDE)
            transpose_square(t, i, j);
}

// transpose is the transposed matrix, in scratch memory.
static const float *transpose(device *d, const float *from, isize rows, isize columns) {
    struct transposition t = {device_memory(d, TRANSPOSED, rows * columns), from, rows, columns};
    pool_run(device_pool(d), transpose_piece, &t, (columns + SQUARE_SIDE - 1) / SQUARE_SIDE,
             PIECE / (SQUARE_SIDE * rows + 1) + 1);
    return t.to;
}

#endif
