// Products with up to NARROW columns and a depth of at least SUMS, which would
// leave most lanes of a tile idle: the last layers of networks that end in one
// number, or in the three channels of an image.
//
// Here vectors run along the depth. A number of the result has SUMS partial sums,
// number l being the chain over taps and those k with k mod SUMS = l, ascending;
// they are folded in half until one is left.
#ifndef GANDER_NARROW_H
#define GANDER_NARROW_H

#include "simd.h"
#include "span.h"

enum { NARROW = 8, GROUP = 3, SUMS = 16, PARTS_OF_SUMS = SUMS / LANES,
       TOGETHER = LANES == 16 ? 7 : LANES / 4 };

static int is_narrow(isize depth, isize columns) { return columns <= NARROW && depth >= SUMS; }

static isize narrow_depth(isize depth) { return (depth + SUMS - 1) / SUMS * SUMS; }

typedef float quad __attribute__((vector_size(16)));

// fold adds SUMS partial sums.
inline_always float fold(const vec *sum) {
    float s[SUMS];
    quad q[4];
    memcpy(s, sum, sizeof s);
    memcpy(q, s, sizeof q);
    q[0] = (q[0] + q[2]) + (q[1] + q[3]);
    return (q[0][0] + q[0][2]) + (q[0][1] + q[0][3]);
}

// narrow_steps adds the products of up to SUMS numbers of m rows and n columns. All
// of the columns' are read, which zeros fill up.
inline_always void narrow_steps(const int m, const int n, vec sum[TOGETHER][GROUP][PARTS_OF_SUMS],
                                const float *const *row, isize k, isize count, const float *column, isize stride) {
    UNROLL
    for (int part = 0; part < PARTS_OF_SUMS; part++) {
        vec b[GROUP];
        UNROLL
        for (int j = 0; j < n; j++)
            b[j] = load(column + j * stride + part * LANES);
        isize left = most(0, least(count - part * LANES, LANES));
        UNROLL
        for (int i = 0; i < m; i++) {
            const float *p = row[i] + k + part * LANES;
            vec a = count == SUMS ? load(p) : load_part(p, left);
            KEEP(a);
            UNROLL
            for (int j = 0; j < n; j++)
                sum[i][j][part] = vfused(a, b[j], sum[i][j][part]);
        }
    }
}

// narrow_tile computes m ≤ TOGETHER rows of n ≤ GROUP of all columns, from the
// given one. Columns are stored one after the other, each padded with zeros to a
// multiple of SUMS. It is compiled apart for depths that are such a multiple, so
// that the sums stay in registers.
inline_always void narrow_tile(const int m, const int n, const int even, window taps, isize depth,
                               const float *const *rows, const float *columns, isize all, float *const *result,
                               isize from) {
    vec sum[TOGETHER][GROUP][PARTS_OF_SUMS] = {0};
    isize stride = narrow_depth(depth), whole = depth / SUMS * SUMS;
    columns += (taps.first * all + from) * stride;
    for (isize s = 0; s < taps.lines; s++, columns += taps.skip * all * stride) {
        for (isize t = 0; t < taps.taps; t++, rows += HEIGHT, columns += all * stride) {
            const float *row[TOGETHER];
            UNROLL
            for (int i = 0; i < m; i++)
                row[i] = rows[i];
            for (isize k = 0; k < whole; k += SUMS)
                narrow_steps(m, n, sum, row, k, SUMS, columns + k, stride);
            if (!even && whole < depth)
                narrow_steps(m, n, sum, row, whole, depth - whole, columns + whole, stride);
        }
    }
    UNROLL
    for (int i = 0; i < m; i++) {
        UNROLL
        for (int j = 0; j < n; j++)
            result[i][from + j] = fold(sum[i][j]);
    }
}

#define NARROW_TILES(n)                                                                                      \
    static void narrow_##n(isize m, window taps, isize depth, const float *const *rows, const float *columns, \
                           isize all, float *const *result, isize from) {                                    \
        isize i = 0;                                                                                         \
        if (depth % SUMS == 0)                                                                               \
            for (; i + TOGETHER <= m; i += TOGETHER)                                                         \
                narrow_tile(TOGETHER, n, 1, taps, depth, rows + i, columns, all, result + i, from);          \
        else                                                                                                 \
            for (; i + TOGETHER <= m; i += TOGETHER)                                                         \
                narrow_tile(TOGETHER, n, 0, taps, depth, rows + i, columns, all, result + i, from);          \
        for (; i < m; i++)                                                                                   \
            narrow_tile(1, n, 0, taps, depth, rows + i, columns, all, result + i, from);                     \
    }
NARROW_TILES(1) NARROW_TILES(2) NARROW_TILES(3)

// narrow_rows computes m ≤ HEIGHT rows, GROUP columns at a time.
static void narrow_rows(isize m, isize n, window taps, isize depth, const float *const *rows, const float *columns,
                        float *const *result) {
    for (isize from = 0; from < n; from += GROUP) {
        switch (least(n - from, GROUP)) {
        case 1: narrow_1(m, taps, depth, rows, columns, n, result, from); break;
        case 2: narrow_2(m, taps, depth, rows, columns, n, result, from); break;
        case 3: narrow_3(m, taps, depth, rows, columns, n, result, from); break;
        }
    }
}

#endif
