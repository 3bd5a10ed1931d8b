// Moving, setting and checking numbers: the same code for every instruction set.
#include <string.h>

#include "device.h"

enum { PIECE = 1 << 14, FEW_NUMBERS = 8 };

struct move {
    float *y, value;
    const float *x;
    isize y_stride, x_stride, n, parts; // numbers of a row, and its parts of a PIECE
    int damaged;
};

// copy_rows copies rows of one part. A few numbers are not worth a call.
static void copy_rows(const struct move *m, isize from, isize to) {
    for (isize i = from; i < to; i++) {
        float *y = m->y + i * m->y_stride;
        const float *x = m->x + i * m->x_stride;
        if (m->n > FEW_NUMBERS)
            memcpy(y, x, m->n * sizeof(float));
        else
            for (isize k = 0; k < m->n; k++)
                y[k] = x[k];
    }
}

static void copy_piece(void *arguments, isize from, isize to, int worker) {
    const struct move *m = arguments;
    if (m->parts == 1) {
        copy_rows(m, from, to);
        return;
    }
    for (isize i = from; i < to; i++) {
        isize row = i / m->parts, start = i % m->parts * PIECE, left = m->n - start;
        memcpy(m->y + row * m->y_stride + start, m->x + row * m->x_stride + start,
               (left < PIECE ? left : PIECE) * sizeof(float));
    }
}

void gander_copy(device *d, float *y, isize y_stride, const float *x, isize x_stride, isize rows, isize n) {
    struct move m = {.y = y, .x = x, .y_stride = y_stride, .x_stride = x_stride, .n = n, .parts = (n + PIECE - 1) / PIECE};
    device_run(d, copy_piece, &m, rows * m.parts, PIECE / (n + 1) + 1);
}

static void fill_piece(void *arguments, isize from, isize to, int worker) {
    const struct move *m = arguments;
    for (isize i = from; i < to; i++)
        m->y[i] = m->value;
}

void gander_fill(device *d, float *y, float value, isize n) {
    struct move m = {.y = y, .value = value};
    device_run(d, fill_piece, &m, n, PIECE);
}

// NaN and infinities have all bits of the exponent set.
static void finite_piece(void *arguments, isize from, isize to, int worker) {
    struct move *m = arguments;
    int damaged = 0;
    for (isize i = from; i < to; i++) {
        uint32_t bits;
        memcpy(&bits, &m->x[i], sizeof bits);
        damaged |= (bits & 0x7f800000) == 0x7f800000;
    }
    if (damaged)
        __atomic_store_n(&m->damaged, 1, __ATOMIC_RELAXED);
}

int gander_finite(device *d, const float *x, isize n) {
    struct move m = {.x = x};
    device_run(d, finite_piece, &m, n, PIECE);
    return !m.damaged;
}
