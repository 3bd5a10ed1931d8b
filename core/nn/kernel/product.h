// Convolution, its adjoint in the input, and the product of matrices: all of
// them multiply rows that are found through pointers with a packed matrix.
//
// A row of the result is the sum over taps of (a run of the source) times (a
// depth × columns matrix). Each number of the result is one chain of fused
// multiply-adds, from zero, over taps and depth in ascending order; narrow.h
// tells the exception. What lies outside the source reads as zero.
#include "device.h"
#include "narrow.h"
#include "pack.h"
#include "tile.h"

// An axis of the grid of result rows. Result row i reads, at tap t, from source
// place i·step + first + t·towards, and is stored at place out_first + i·out_step.
typedef struct {
    isize count, taps;
    isize step, first, towards, size;
    isize out_first, out_step, out_size;
} axis;

typedef struct {
    isize n;
    axis h, w;
    isize unit, depth, columns; // numbers in a place of the source, in a run, in a row of the result
    const float *source;
    float *result;
    packing matrix;

    const float *zeros, *panels;
    float *scratch; // a share of it for each worker: row pointers, then copied runs
    isize share, pointers;
} product;

// RUN bounds the runs that are copied where they reach beyond the border.
enum { RUN = 256 };

// run is where the tap's numbers are: in the source, in spare or in the zeros.
inline_always const float *run(const product *p, isize n, isize y, isize x, float *spare) {
    isize start = x * p->unit, length = p->w.size * p->unit;
    if (y < 0 || y >= p->h.size || start + p->depth <= 0 || start >= length)
        return p->zeros;
    const float *line = p->source + (n * p->h.size + y) * length;
    if (start >= 0 && start + p->depth <= length)
        return line + start;
    copy_inside(spare, line, start, p->depth, length);
    return spare;
}

// find sets a result row's pointers: one to where it is stored and one, HEIGHT
// apart, for each tap.
static float *find(const product *p, isize row, const float **rows, float *spare) {
    axis h = p->h, w = p->w;
    isize line = row / w.count, n = line / h.count, i = line % h.count, j = row % w.count;
    isize y = i * h.step + h.first, x = j * w.step + w.first;
    for (isize s = 0; s < h.taps; s++)
        for (isize t = 0; t < w.taps; t++, rows += HEIGHT, spare += p->depth)
            *rows = run(p, n, y + s * h.towards, x + t * w.towards, spare);
    isize out = (n * h.out_size + h.out_first + i * h.out_step) * w.out_size + w.out_first + j * w.out_step;
    return p->result + out * p->columns;
}

static void product_piece(void *arguments, isize from, isize to, int worker) {
    const product *p = arguments;
    isize taps = p->h.taps * p->w.taps, total = p->n * p->h.count * p->w.count;
    const float **rows = (const float **)(p->scratch + worker * p->share);
    float *spare = p->scratch + worker * p->share + p->pointers;
    for (isize i = from; i < to; i++) {
        float *result[HEIGHT];
        isize m = total - i * HEIGHT < HEIGHT ? total - i * HEIGHT : HEIGHT;
        for (isize r = 0; r < m; r++)
            result[r] = find(p, i * HEIGHT + r, rows + r, spare + r * taps * p->depth);
        if (is_narrow(p->depth, p->columns))
            narrow_rows(m, p->columns, taps, p->depth, rows, p->panels, result);
        else
            tile_rows(m, p->columns, taps, p->depth, rows, p->panels, result);
    }
}

static void multiply(device *d, product p) {
    isize taps = p.h.taps * p.w.taps, total = p.n * p.h.count * p.w.count;
    p.panels = is_narrow(p.depth, p.columns) ? pack_narrow(d, p.matrix) : pack(d, p.matrix);
    p.pointers = (taps * HEIGHT * sizeof(float *) / sizeof(float) + 15) / 16 * 16;
    p.share = p.pointers + (p.unit < p.depth ? HEIGHT * taps * p.depth : 0);
    p.scratch = device_memory(d, ROWS, p.share * device_threads(d));
    p.zeros = device_memory(d, ZEROS, p.depth);
    isize work = taps * p.depth * p.columns * HEIGHT / 16 + 1;
    pool_run(device_pool(d), product_piece, &p, (total + HEIGHT - 1) / HEIGHT, PIECE / work + 1);
}

// The taps of a line read neighbours in memory, so where channels are few they
// are taken together as one run.
static void conv(device *d, float *y, const float *x, const float *w, geometry g) {
    int together = g.kw * g.ci <= RUN;
    isize tap = g.ci * g.co, taps = together ? 1 : g.kw, depth = together ? g.kw * g.ci : g.ci;
    product p = {
        .n = g.n, .source = x, .result = y, .unit = g.ci, .depth = depth, .columns = g.co,
        .h = {g.oh, g.kh, g.stride_h, -g.pad_top, 1, g.h, 0, 1, g.oh},
        .w = {g.ow, taps, g.stride_w, -g.pad_left, 1, g.w, 0, 1, g.ow},
        .matrix = {.start = w, .taps_h = g.kh, .taps_w = taps, .stride_h = g.kw * tap, .stride_w = tap,
                   .down = g.co, .across = 1, .depth = depth, .columns = g.co},
    };
    multiply(d, p);
}

// phase_of is the axis of the input pixels i with (i + pad) mod stride = phase,
// which the taps phase, phase + stride … alone reach.
static axis phase_of(isize phase, isize size, isize out, isize taps, isize stride, isize pad) {
    isize first = ((phase - pad) % stride + stride) % stride;
    axis a = {
        .count = first < size ? (size - first + stride - 1) / stride : 0,
        .taps = phase < taps ? (taps - phase + stride - 1) / stride : 0,
        .step = 1, .first = (first + pad - phase) / stride, .towards = -1, .size = out,
        .out_first = first, .out_step = stride, .out_size = size,
    };
    return a;
}

static void conv_input(device *d, float *x, const float *y, const float *w, geometry g) {
    isize tap = g.ci * g.co;
    for (isize i = 0; i < g.stride_h; i++) {
        for (isize j = 0; j < g.stride_w; j++) {
            axis h = phase_of(i, g.h, g.oh, g.kh, g.stride_h, g.pad_top);
            axis v = phase_of(j, g.w, g.ow, g.kw, g.stride_w, g.pad_left);
            product p = {
                .n = g.n, .source = y, .result = x, .unit = g.co, .depth = g.co, .columns = g.ci, .h = h, .w = v,
                .matrix = {.start = w + (i * g.kw + j) * tap, .taps_h = h.taps, .taps_w = v.taps,
                           .stride_h = g.stride_h * g.kw * tap, .stride_w = g.stride_w * tap,
                           .down = 1, .across = g.co, .depth = g.co, .columns = g.ci},
            };
            multiply(d, p);
        }
    }
}

static void matmul(device *d, float *c, const float *a, const float *b, isize m, isize n, isize k, int ta, int tb) {
    product p = {
        .n = 1, .source = ta ? transpose(d, a, k, m) : a, .result = c, .unit = k, .depth = k, .columns = n,
        .h = {m, 1, 1, 0, 0, m, 0, 1, m}, .w = {1, 1, 1, 0, 0, 1, 0, 1, 1},
        .matrix = {.start = b, .taps_h = 1, .taps_w = 1, .down = tb ? 1 : n, .across = tb ? k : 1,
                   .depth = k, .columns = n},
    };
    multiply(d, p);
}
