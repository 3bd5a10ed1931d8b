// Optimisers, each a single pass over weights and state.
#include "device.h"
#include "simd.h"

struct step {
    float *w, *m, *v;
    const float *g;
    adam_step adam;
    rmsprop_step rmsprop;
    sgd_step sgd;
    float t;
};

static void adam_piece(void *arguments, isize from, isize to, int worker) {
    struct step *s = arguments;
    adam_step o = s->adam;
    for (isize i = from; i < to; i += LANES) {
        isize n = to - i < LANES ? to - i : LANES;
        vec w = load_part(s->w + i, n), g = load_part(s->g + i, n);
        vec m = load_part(s->m + i, n), v = load_part(s->v + i, n);
        g = vfused(splat(o.decay), w, g);
        m = vfused(splat(o.beta1), m, o.rest1 * g);
        v = vfused(splat(o.beta2), v, o.rest2 * g * g);
        w = o.keep * w - o.lr * m / vfused(vroot(v), splat(o.root), splat(o.eps));
        store_part(s->w + i, w, n);
        store_part(s->m + i, m, n);
        store_part(s->v + i, v, n);
    }
}

static void adam(device *d, float *w, const float *g, float *m, float *v, isize n, adam_step o) {
    struct step s = {.w = w, .g = g, .m = m, .v = v, .adam = o};
    pool_run(device_pool(d), adam_piece, &s, n, PIECE);
}

static void rmsprop_piece(void *arguments, isize from, isize to, int worker) {
    struct step *s = arguments;
    rmsprop_step o = s->rmsprop;
    for (isize i = from; i < to; i += LANES) {
        isize n = to - i < LANES ? to - i : LANES;
        vec w = load_part(s->w + i, n), g = load_part(s->g + i, n), v = load_part(s->v + i, n);
        g = vfused(splat(o.decay), w, g);
        v = vfused(splat(o.alpha), v, o.rest * g * g);
        w -= o.lr * g / (vroot(v) + o.eps);
        store_part(s->w + i, w, n);
        store_part(s->v + i, v, n);
    }
}

static void rmsprop(device *d, float *w, const float *g, float *v, isize n, rmsprop_step o) {
    struct step s = {.w = w, .g = g, .v = v, .rmsprop = o};
    pool_run(device_pool(d), rmsprop_piece, &s, n, PIECE);
}

static void sgd_piece(void *arguments, isize from, isize to, int worker) {
    struct step *s = arguments;
    sgd_step o = s->sgd;
    vec momentum = splat(o.momentum);
    for (isize i = from; i < to; i += LANES) {
        isize n = to - i < LANES ? to - i : LANES;
        vec w = load_part(s->w + i, n), g = load_part(s->g + i, n), m = load_part(s->m + i, n);
        g = vfused(splat(o.decay), w, g);
        m = vfused(momentum, m, g);
        w = vfused(splat(-o.lr), o.nesterov ? vfused(momentum, m, g) : m, w);
        store_part(s->w + i, w, n);
        store_part(s->m + i, m, n);
    }
}

static void sgd(device *d, float *w, const float *g, float *m, isize n, sgd_step o) {
    struct step s = {.w = w, .g = g, .m = m, .sgd = o};
    pool_run(device_pool(d), sgd_piece, &s, n, PIECE);
}

static void lerp_piece(void *arguments, isize from, isize to, int worker) {
    struct step *s = arguments;
    float *a = s->w, t = s->t;
    const float *b = s->g;
    EACH a[i] = fused(t, b[i] - a[i], a[i]);
}

static void lerp(device *d, float *a, const float *b, isize n, float t) {
    struct step s = {.w = a, .g = b, .t = t};
    pool_run(device_pool(d), lerp_piece, &s, n, PIECE);
}
