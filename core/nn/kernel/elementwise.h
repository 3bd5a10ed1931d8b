// Functions of one and of two numbers, element by element.
#include "device.h"
#include "elementary.h"

// PIECE is the share of an elementwise call that is worth a thread.
enum { PIECE = 1 << 14 };

struct map {
    int kind;
    double p, q;
    float *y;
    const float *x;
};

static void powers(const struct map *m, isize from, isize to) {
    const float *x = m->x;
    float *y = m->y;
    double p = m->p;
    if (p == 2) {
        EACH y[i] = x[i] * x[i];
    } else if (p == 0) {
        EACH y[i] = 1;
    } else if (p == 0.5 || p == -0.5) {
        for (isize i = from; i < to; i += LANES) {
            isize n = to - i < LANES ? to - i : LANES;
            vec v = load_part(x + i, n);
            store_part(y + i, p > 0 ? vroot(v) : 1 / vroot(v), n);
        }
    } else {
        EACH y[i] = (float)exponential(p * logarithm(x[i]));
    }
}

static void map_piece(void *arguments, isize from, isize to, int worker) {
    const struct map *m = arguments;
    const float *x = m->x;
    float *y = m->y, p = (float)m->p, q = (float)m->q;
    switch (m->kind) {
    case AFFINE: EACH y[i] = fused(p, x[i], q); break;
    case POW: powers(m, from, to); break;
    case LEAKY_RELU: EACH y[i] = x[i] > 0 ? x[i] : p * x[i]; break;
    case TANH: EACH y[i] = (float)hyperbolic_tangent(x[i]); break;
    case SIGMOID: EACH y[i] = (float)logistic(x[i]); break;
    case SOFTPLUS: EACH y[i] = (float)softplus(x[i]); break;
    case EXP: EACH y[i] = (float)exponential(x[i]); break;
    case LOG: EACH y[i] = (float)logarithm(x[i]); break;
    case ABS: EACH y[i] = fabsf(x[i]); break;
    case SIGN: EACH y[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : x[i]; break;
    case CLAMP: EACH y[i] = x[i] < p ? p : x[i] > q ? q : x[i]; break;
    case STEP: EACH y[i] = x[i] > 0 ? 1 : p; break;
    }
}

static void map(device *d, int kind, double p, double q, float *y, const float *x, isize n) {
    struct map m = {kind, p, q, y, x};
    pool_run(device_pool(d), map_piece, &m, n, PIECE);
}

struct zip {
    int kind;
    float p, *y;
    const float *a, *b;
};

static void zip_piece(void *arguments, isize from, isize to, int worker) {
    const struct zip *z = arguments;
    const float *a = z->a, *b = z->b;
    float *y = z->y, p = z->p;
    switch (z->kind) {
    case ADD: EACH y[i] = fused(p, b[i], a[i]); break;
    case MUL: EACH y[i] = a[i] * b[i]; break;
    case DIV: EACH y[i] = a[i] / b[i]; break;
    case LEAKY_RELU_GRAD: EACH y[i] = a[i] > 0 ? b[i] : p * b[i]; break;
    case TANH_GRAD: EACH y[i] = b[i] * fused(-a[i], a[i], 1); break;
    case SIGMOID_GRAD: EACH y[i] = b[i] * fused(-a[i], a[i], a[i]); break;
    }
}

static void zip(device *d, int kind, float p, float *y, const float *a, const float *b, isize n) {
    struct zip z = {kind, p, y, a, b};
    pool_run(device_pool(d), zip_piece, &z, n, PIECE);
}
