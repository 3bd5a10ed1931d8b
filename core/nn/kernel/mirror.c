// Borders that mirror a plane, and their adjoint: the same code for every
// instruction set.
#include <string.h>

#include "device.h"

enum { PIECE = 1 << 14 };

struct mirror {
    float *y;
    const float *x;
    border b;
};

// mirrored is the place in 0 … n−1 that place i shows.
static isize mirrored(isize i, isize n) {
    if (i < 0)
        return -i;
    return i < n ? i : 2 * (n - 1) - i;
}

// A piece of mirroring is some rows of the padded planes.
static void mirror_piece(void *arguments, isize from, isize to, int worker) {
    const struct mirror *m = arguments;
    border b = m->b;
    isize rows = b.h + 2 * b.size, padded = (b.w + 2 * b.size) * b.c, length = b.w * b.c, pixel = b.c * sizeof(float);
    for (isize row = from; row < to; row++) {
        const float *x = m->x + (row / rows * b.h + mirrored(row % rows - b.size, b.h)) * length;
        float *y = m->y + row * padded + b.size * b.c;
        memcpy(y, x, length * sizeof(float));
        for (isize j = 1; j <= b.size; j++) {
            memcpy(y - j * b.c, x + j * b.c, pixel);
            memcpy(y + (b.w - 1 + j) * b.c, x + (b.w - 1 - j) * b.c, pixel);
        }
    }
}

static void add(float *restrict to, const float *restrict from, isize n) {
    for (isize i = 0; i < n; i++)
        to[i] += from[i];
}

// fold_row adds a row of a padded plane to the row that it shows, or puts it there
// where it is the first.
static void fold_row(float *x, const float *y, border b, int first) {
    y += b.size * b.c;
    if (first)
        memcpy(x, y, b.w * b.c * sizeof(float));
    else
        add(x, y, b.w * b.c);
    for (isize j = 1; j <= b.size; j++)
        add(x + j * b.c, y - j * b.c, b.c);
    for (isize j = 1; j <= b.size; j++)
        add(x + (b.w - 1 - j) * b.c, y + (b.w - 1 + j) * b.c, b.c);
}

// A piece of folding is some rows of the planes.
static void fold_piece(void *arguments, isize from, isize to, int worker) {
    const struct mirror *m = arguments;
    border b = m->b;
    isize padded = (b.w + 2 * b.size) * b.c;
    for (isize row = from; row < to; row++) {
        isize i = row % b.h, above = -i, below = 2 * (b.h - 1) - i; // where its images are
        float *x = m->y + row * b.w * b.c;
        const float *y = m->x + (row / b.h * (b.h + 2 * b.size) + b.size) * padded;
        fold_row(x, y + i * padded, b, 1);
        if (i > 0 && above >= -b.size)
            fold_row(x, y + above * padded, b, 0);
        if (i < b.h - 1 && below < b.h + b.size)
            fold_row(x, y + below * padded, b, 0);
    }
}

void gander_mirror(device *d, float *y, const float *x, border b) {
    struct mirror m = {y, x, b};
    device_run(d, mirror_piece, &m, b.n * (b.h + 2 * b.size), PIECE / ((b.w + 2 * b.size) * b.c + 1) + 1);
}

void gander_fold(device *d, float *x, const float *y, border b) {
    struct mirror m = {x, y, b};
    device_run(d, fold_piece, &m, b.n * b.h, PIECE / (b.w * b.c + 1) + 1);
}
