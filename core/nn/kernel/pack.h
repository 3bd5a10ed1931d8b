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

// transpose_quads writes a square of four by four.
inline_always void transpose_quads(float *to, isize to_row, const float *from, isize from_row) {
    quad q[4];
    for (int i = 0; i < 4; i++)
        memcpy(&q[i], from + i * from_row, sizeof q[i]);
    quad low[2], high[2];
    for (int i = 0; i < 2; i++) {
        low[i] = __builtin_shufflevector(q[2 * i], q[2 * i + 1], 0, 4, 1, 5);
        high[i] = __builtin_shufflevector(q[2 * i], q[2 * i + 1], 2, 6, 3, 7);
    }
    q[0] = __builtin_shufflevector(low[0], low[1], 0, 1, 4, 5);
    q[1] = __builtin_shufflevector(low[0], low[1], 2, 3, 6, 7);
    q[2] = __builtin_shufflevector(high[0], high[1], 0, 1, 4, 5);
    q[3] = __builtin_shufflevector(high[0], high[1], 2, 3, 6, 7);
    for (int i = 0; i < 4; i++)
        memcpy(to + i * to_row, &q[i], sizeof q[i]);
}

// pack_square is four columns of up to sixteen rows of a panel, from a matrix that is
// stored transposed.
static void pack_square(float *to, const float *from, isize across, isize rows, isize n) {
    isize i = 0;
    if (n == 4)
        for (; i + 4 <= rows; i += 4)
            transpose_quads(to + i * WIDTH, WIDTH, from + i, across);
    for (; i < rows; i++)
        for (isize j = 0; j < 4; j++)
            to[i * WIDTH + j] = j < n ? from[i + j * across] : 0;
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
    // The matrix is stored transposed, with down = 1; sixteen rows of the panel at a
    // time are a line of the cache.
    for (isize k = 0; k < p->depth; k += 16)
        for (isize j = 0; j < WIDTH; j += 4)
            pack_square(to + k * WIDTH + j, from + k + j * p->across, p->across, least(p->depth - k, 16),
                        most(0, least(n - j, 4)));
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

// pack_narrow puts columns one after the other, each over as many taps as are one
// run of the given depth: (runs, columns, padded depth).
static const float *pack_narrow(device *d, packing p, isize depth) {
    isize stride = narrow_depth(depth), runs = p.taps_h * p.taps_w * p.depth / depth;
    float *to = device_memory(d, PANELS, runs * p.columns * stride);
    p.packed = to;
    for (isize run = 0; run < runs; run++) {
        for (isize j = 0; j < p.columns; j++) {
            for (isize k = 0; k < depth; k += p.depth) {
                const float *from = tap_of(&p, (run * depth + k) / p.depth) + j * p.across;
                for (isize i = 0; i < p.depth; i++)
                    *to++ = from[i * p.down];
            }
            clear(to, stride - depth);
            to += stride - depth;
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
