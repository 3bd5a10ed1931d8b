// The C side of the CPU device: what Go calls, and what the parts share.
#ifndef GANDER_KERNEL_H
#define GANDER_KERNEL_H

#include <stddef.h>
#include <stdint.h>

typedef ptrdiff_t isize;

// geometry mirrors Conv, the others their namesakes in Go.
typedef struct {
    isize n, h, w, ci, oh, ow, co, kh, kw, stride_h, stride_w, pad_top, pad_left;
} geometry;
typedef struct { isize a, b, c; } view;
typedef struct { isize n, h, w, c, size; } border;
typedef struct { float lr, beta1, beta2, eps, decay, keep, rest1, rest2, root; } adam_step;
typedef struct { float lr, alpha, rest, eps, decay; } rmsprop_step;
typedef struct { float lr, momentum, decay; int nesterov; } sgd_step;

// A gaussian is mean + std·z, where z is number after number of num.Stream.Normal
// under a key and a name, rounded to float. A z that is off by up to doubt times the
// radius of its pair would be the same; others are in doubt.
typedef struct { uint32_t key[2], name[2]; double mean, std, doubt; } gaussian;

// The order of these is that of the constants in device.go.
enum { AFFINE, POW, LEAKY_RELU, TANH, SIGMOID, SOFTPLUS, EXP, LOG, ABS, SIGN, CLAMP, STEP,
       SQUARE, ROOT, INVERSE_ROOT }; // these are what POW becomes for three exponents
enum { ADD, MUL, DIV, LEAKY_RELU_GRAD, TANH_GRAD, SIGMOID_GRAD };
enum { BROADCAST, SCALE, SHIFT };
enum { WIDE_PANEL = 16 }; // rows of double that lie side by side for products

// A device is an instruction set, its threads and their memory.
typedef struct device device;

// An isa is the kernels compiled for one instruction set.
typedef struct {
    const char *name;
    void (*conv)(device *, float *y, const float *x, const float *w, geometry);
    void (*conv_input)(device *, float *x, const float *y, const float *w, geometry);
    void (*conv_weight)(device *, float *w, const float *x, const float *y, geometry);
    void (*matmul)(device *, float *c, const float *a, const float *b, isize m, isize n, isize k, int ta, int tb);
    void (*map)(device *, int kind, double p, double q, float *y, const float *x, isize n);
    void (*zip)(device *, int kind, float p, float *y, const float *a, const float *b, isize n);
    void (*sum)(device *, float *y, const float *x, const float *z, view);
    void (*spread)(device *, int kind, float *y, const float *x, const float *s, view);
    void (*adam)(device *, float *w, const float *g, float *m, float *v, isize n, adam_step);
    void (*rmsprop)(device *, float *w, const float *g, float *v, isize n, rmsprop_step);
    void (*sgd)(device *, float *w, const float *g, float *m, isize n, sgd_step);
    void (*lerp)(device *, float *a, const float *b, isize n, float t);
    isize (*peak)(device *, isize n);
    void (*products)(double *p, isize stride, const double *x, const double *panels, isize rows, isize n, isize k);
    isize (*normals)(device *, float *y, isize n, gaussian, isize *doubtful, isize room);
} isa;

extern const isa isa_emulated, isa_portable, isa_avx2, isa_avx512;

// gander_isa is the i-th instruction set of this processor, best first, or null
// behind the last.
const isa *gander_isa(int i);

device *gander_open(const isa *, int threads);
void gander_close(device *);
int gander_set_threads(device *, int threads); // 0 where the system refuses them; nothing has changed then

float *gander_alloc(isize n); // zeroed, on a 64-byte boundary; null without memory
void gander_free(float *);

void gander_conv(device *, float *y, const float *x, const float *w, geometry);
void gander_conv_input(device *, float *x, const float *y, const float *w, geometry);
void gander_conv_weight(device *, float *w, const float *x, const float *y, geometry);
void gander_matmul(device *, float *c, const float *a, const float *b, isize m, isize n, isize k, int ta, int tb);
void gander_map(device *, int kind, double p, double q, float *y, const float *x, isize n);
void gander_zip(device *, int kind, float p, float *y, const float *a, const float *b, isize n);
void gander_sum(device *, float *y, const float *x, const float *z, view);
void gander_spread(device *, int kind, float *y, const float *x, const float *s, view);
void gander_adam(device *, float *w, const float *g, float *m, float *v, isize n, adam_step);
void gander_rmsprop(device *, float *w, const float *g, float *v, isize n, rmsprop_step);
void gander_sgd(device *, float *w, const float *g, float *m, isize n, sgd_step);
void gander_lerp(device *, float *a, const float *b, isize n, float t);
void gander_copy(device *, float *y, isize y_stride, const float *x, isize x_stride, isize rows, isize n);
void gander_swap(device *, float *y, const float *x, isize p, isize a, isize b, isize c);
void gander_mirror(device *, float *y, const float *x, border);
void gander_fold(device *, float *x, const float *y, border);
void gander_fill(device *, float *y, float value, isize n);
isize gander_peak(device *, isize n);
void gander_products(const isa *, double *p, isize stride, const double *x, const double *panels, isize rows, isize n, isize k);
isize gander_normals(device *, float *y, isize n, gaussian, isize *doubtful, isize room);
int gander_finite(device *, const float *x, isize n);

#endif
