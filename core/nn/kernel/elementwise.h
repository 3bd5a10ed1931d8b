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

// EACH_VECTOR stores an expression of a, and of b where there is one.
#define EACH_VECTOR(expression)                                                                              \
    for (isize i = from; i < to; i += LANES) {                                                               \
        isize n = to - i < LANES ? to - i : LANES;                                                           \
        LOAD(i, n)                                                                                           \
        store_part(y + i, expression, n);                                                                    \
    }                                                                                                        \
    break;

#define WIDELY(f, ...) narrow(f(lower(a), ##__VA_ARGS__), f(upper(a), ##__VA_ARGS__))

static void map_piece(void *arguments, isize from, isize to, int worker) {
    const struct map *m = arguments;
    const float *x = m->x;
    float *y = m->y;
    vec p = splat((float)m->p), q = splat((float)m->q), zero = {0}, one = splat(1);
#define LOAD(i, n) vec a = load_part(x + i, n);
    switch (m->kind) {
    case AFFINE: EACH_VECTOR(vfused(p, a, q))
    case LEAKY_RELU: EACH_VECTOR(pick(a > zero, a, p * a))
    case TANH: EACH_VECTOR(WIDELY(hyperbolic_tangent))
    case SIGMOID: EACH_VECTOR(WIDELY(logistic))
    case SOFTPLUS: EACH_VECTOR(WIDELY(softplus))
    case EXP: EACH_VECTOR(WIDELY(exponential))
    case LOG: EACH_VECTOR(WIDELY(logarithm))
    case ABS: EACH_VECTOR((vec)((mask)a & 0x7fffffff))
    case SIGN: EACH_VECTOR(pick(a > zero, one, pick(a < zero, -one, a)))
    case CLAMP: EACH_VECTOR(pick(a < p, p, pick(a > q, q, a)))
    case STEP: EACH_VECTOR(pick(a > zero, one, p))
    case SQUARE: EACH_VECTOR(a * a)
    case ROOT: EACH_VECTOR(vroot(a))
    case INVERSE_ROOT: EACH_VECTOR(1 / vroot(a))
    case POW: EACH_VECTOR(WIDELY(power, m->p))
    }
#undef LOAD
}

// exponent is the kind of function that x^p is.
static int exponent(double p) {
    return p == 2 ? SQUARE : p == 0.5 ? ROOT : p == -0.5 ? INVERSE_ROOT : POW;
}

static void map(device *d, int kind, double p, double q, float *y, const float *x, isize n) {
    struct map m = {kind == POW ? exponent(p) : kind, p, q, y, x};
    pool_run(device_pool(d), map_piece, &m, n, PIECE);
}

struct zip {
    int kind;
    float p, *y;
    const float *a, *b;
};

static void zip_piece(void *arguments, isize from, isize to, int worker) {
    const struct zip *z = arguments;
    float *y = z->y;
    vec p = splat(z->p), zero = {0}, one = splat(1);
#define LOAD(i, n) vec a = load_part(z->a + i, n), b = load_part(z->b + i, n);
    switch (z->kind) {
    case ADD: EACH_VECTOR(vfused(p, b, a))
    case MUL: EACH_VECTOR(a * b)
    case DIV: EACH_VECTOR(a / b)
    case LEAKY_RELU_GRAD: EACH_VECTOR(pick(a > zero, b, p * b))
    case TANH_GRAD: EACH_VECTOR(b * vfused(-a, a, one))
    case SIGMOID_GRAD: EACH_VECTOR(b * vfused(-a, a, a))
    }
#undef LOAD
}

static void zip(device *d, int kind, float p, float *y, const float *a, const float *b, isize n) {
    struct zip z = {kind, p, y, a, b};
    pool_run(device_pool(d), zip_piece, &z, n, PIECE);
}
