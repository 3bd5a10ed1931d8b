#define _DEFAULT_SOURCE // for madvise

#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "thread.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

struct device {
    const isa *isa;
    pool *pool;
    int threads;
    mutex lock; // held during a call: the scratch memory serves one at a time
    struct {
        float *numbers;
        isize length;
    } memory[MEMORIES];
};

// Large memory lies on huge pages where the system has them: a hundredth of the
// faults when it is touched first, and of the misses when it is read.
enum { ALIGNMENT = 64, HUGE_PAGE = 1 << 21 };

// The memory is calloc's, which knows what the system has zeroed already; where it
// begins stands before the boundary.
float *gander_alloc(isize n) {
    size_t bytes = n * sizeof(float) + ALIGNMENT, boundary = bytes < 2 * HUGE_PAGE ? ALIGNMENT : HUGE_PAGE;
    char *start = calloc(1, sizeof start + boundary + bytes);
    if (!start)
        return NULL;
    char *p = (char *)(((uintptr_t)start + sizeof start + boundary - 1) / boundary * boundary);
    memcpy(p - sizeof start, &start, sizeof start);
#ifdef __linux__
    if (boundary == HUGE_PAGE)
        madvise(p, bytes, MADV_HUGEPAGE);
#endif
    return (float *)p;
}

void gander_free(float *p) {
    char *start;
    if (!p)
        return;
    memcpy(&start, (char *)p - sizeof start, sizeof start);
    free(start);
}

device *gander_open(const isa *isa, int threads) {
    device *d = calloc(1, sizeof *d);
    if (!d || !(d->pool = pool_open(threads))) {
        free(d);
        return NULL;
    }
    d->isa = isa;
    d->threads = threads;
    mutex_init(&d->lock);
    return d;
}

void gander_close(device *d) {
    pool_close(d->pool);
    for (int i = 0; i < MEMORIES; i++)
        gander_free(d->memory[i].numbers);
    free(d);
}

int gander_set_threads(device *d, int threads) {
    pool *other = pool_open(threads);
    if (!other)
        return 0;
    mutex_lock(&d->lock);
    pool *before = d->pool;
    d->pool = other;
    d->threads = threads;
    mutex_unlock(&d->lock);
    pool_close(before);
    return 1;
}

pool *device_pool(device *d) { return d->pool; }

int device_threads(device *d) { return d->threads; }

float *device_memory(device *d, enum memory m, isize n) {
    if (d->memory[m].length < n) {
        gander_free(d->memory[m].numbers);
        d->memory[m].numbers = gander_alloc(n);
        d->memory[m].length = n;
        if (!d->memory[m].numbers) {
            fprintf(stderr, "kernel: out of memory for %td numbers of scratch\n", n);
            abort();
        }
    }
    return d->memory[m].numbers;
}

void device_run(device *d, task *t, void *arguments, isize n, isize piece) {
    mutex_lock(&d->lock);
    pool_run(d->pool, t, arguments, n, piece);
    mutex_unlock(&d->lock);
}

// The calls of Go. The lock makes them safe for goroutines that share a device.

void gander_conv(device *d, float *y, const float *x, const float *w, geometry g) {
    mutex_lock(&d->lock);
    d->isa->conv(d, y, x, w, g);
    mutex_unlock(&d->lock);
}

void gander_conv_input(device *d, float *x, const float *y, const float *w, geometry g) {
    mutex_lock(&d->lock);
    d->isa->conv_input(d, x, y, w, g);
    mutex_unlock(&d->lock);
}

void gander_conv_weight(device *d, float *w, const float *x, const float *y, geometry g) {
    mutex_lock(&d->lock);
    d->isa->conv_weight(d, w, x, y, g);
    mutex_unlock(&d->lock);
}

void gander_matmul(device *d, float *c, const float *a, const float *b, isize m, isize n, isize k, int ta, int tb) {
    mutex_lock(&d->lock);
    d->isa->matmul(d, c, a, b, m, n, k, ta, tb);
    mutex_unlock(&d->lock);
}

void gander_map(device *d, int kind, double p, double q, float *y, const float *x, isize n) {
    mutex_lock(&d->lock);
    d->isa->map(d, kind, p, q, y, x, n);
    mutex_unlock(&d->lock);
}

void gander_zip(device *d, int kind, float p, float *y, const float *a, const float *b, isize n) {
    mutex_lock(&d->lock);
    d->isa->zip(d, kind, p, y, a, b, n);
    mutex_unlock(&d->lock);
}

void gander_sum(device *d, float *y, const float *x, const float *z, view v) {
    mutex_lock(&d->lock);
    d->isa->sum(d, y, x, z, v);
    mutex_unlock(&d->lock);
}

void gander_spread(device *d, int kind, float *y, const float *x, const float *s, view v) {
    mutex_lock(&d->lock);
    d->isa->spread(d, kind, y, x, s, v);
    mutex_unlock(&d->lock);
}

void gander_adam(device *d, float *w, const float *g, float *m, float *v, isize n, adam_step o) {
    mutex_lock(&d->lock);
    d->isa->adam(d, w, g, m, v, n, o);
    mutex_unlock(&d->lock);
}

void gander_rmsprop(device *d, float *w, const float *g, float *v, isize n, rmsprop_step o) {
    mutex_lock(&d->lock);
    d->isa->rmsprop(d, w, g, v, n, o);
    mutex_unlock(&d->lock);
}

void gander_sgd(device *d, float *w, const float *g, float *m, isize n, sgd_step o) {
    mutex_lock(&d->lock);
    d->isa->sgd(d, w, g, m, n, o);
    mutex_unlock(&d->lock);
}

void gander_lerp(device *d, float *a, const float *b, isize n, float t) {
    mutex_lock(&d->lock);
    d->isa->lerp(d, a, b, n, t);
    mutex_unlock(&d->lock);
}

void gander_products(const isa *set, double *p, isize stride, const double *x, const double *panels, isize rows, isize n, isize k) {
    set->products(p, stride, x, panels, rows, n, k);
}

isize gander_normals(device *d, float *y, isize n, gaussian g, isize *doubtful, isize room) {
    mutex_lock(&d->lock);
    isize found = d->isa->normals(d, y, n, g, doubtful, room);
    mutex_unlock(&d->lock);
    return found;
}

isize gander_peak(device *d, isize n) {
    mutex_lock(&d->lock);
    isize each = d->isa->peak(d, n);
    mutex_unlock(&d->lock);
    return each;
}
