// Exchanging two axes of a tensor: the same code for every instruction set.
#include <string.h>

#include "device.h"

enum { PIECE = 1 << 14 };

struct swap {
    float *y;
    const float *x;
    isize a, b, c;
};

// A piece of work is some rows (p, b) of y, each of a·c numbers.
static void swap_piece(void *arguments, isize from, isize to, int worker) {
    const struct swap *s = arguments;
    isize a = s->a, b = s->b, c = s->c;
    for (isize row = from; row < to; row++) {
        float *y = s->y + row * a * c;
        const float *x = s->x + (row / b * a * b + row % b) * c;
        if (c == 1)
            for (isize i = 0; i < a; i++)
                y[i] = x[i * b];
        else
            for (isize i = 0; i < a; i++)
                memcpy(y + i * c, x + i * b * c, c * sizeof(float));
    }
}

void gander_swap(device *d, float *y, const float *x, isize p, isize a, isize b, isize c) {
    struct swap s = {y, x, a, b, c};
    device_run(d, swap_piece, &s, p * b, PIECE / (a * c + 1) + 1);
}
