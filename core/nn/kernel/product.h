// Convolution, its adjoint in the input, and the product of matrices: all of
// them multiply rows that are found through pointers with a packed matrix.
//
// A row of the result is the sum over taps of (a row of the source) times (a
// depth × columns matrix). Each number of the result is one chain of fused
// multiply-adds, from zero, over taps and depth in ascending order. Taps outside
// the source read a row of zeros.
#include "device.h"
#include "simd.h"

// A tile of the result, HEIGHT rows × WIDTH columns, stays in registers.
enum { WIDTH = 2 * LANES };

// An axis of the grid of result rows. Result row i reads, at tap t, the source
// row i·step + first + t·towards, and is stored as row out_first + i·out_step.
typedef struct {
    isize count, taps;
    isize step, first, towards, size;
    isize out_first, out_step, out_size;
} axis;

typedef struct {
    isize n;
    axis h, w;
    isize depth, columns;
    const float *source, *zeros, *panels;
    float *result;
    float *rows; // scratch: a worker's row pointers
    isize share;
} product;

// A matrix for a product: element (tap, k, j) is at start[tap] + k·down + j·across.
typedef struct {
    const float *start;
    isize taps_h, taps_w;            // counts
    isize stride_h, stride_w, down, across;
    isize depth, columns;
    float *panels;
} packing;

static isize panel_count(isize columns) { return (columns + WIDTH - 1) / WIDTH; }

// pack_tap copies depth × n numbers to rows of WIDTH, the rest of which is zero.
static void pack_tap(float *to, const float *from, const packing *p, isize n) {
    if (p->across == 1) {
        for (isize k = 0; k < p->depth; k++, to += WIDTH) {
            memcpy(to, from + k * p->down, n * sizeof(float));
            memset(to + n, 0, (WIDTH - n) * sizeof(float));
        }
        return;
    }
    // The matrix is stored transposed; sixteen rows of the panel at a time stay
    // in the cache.
    for (isize k = 0; k < p->depth; k += 16) {
        isize m = p->depth - k < 16 ? p->depth - k : 16;
        for (isize j = 0; j < WIDTH; j++)
            for (isize i = 0; i < m; i++)
                to[(k + i) * WIDTH + j] = j < n ? from[(k + i) * p->down + j * p->across] : 0;
    }
}

static void pack_piece(void *arguments, isize from, isize to, int worker) {
    const packing *p = arguments;
    isize taps = p->taps_h * p->taps_w;
    for (isize i = from; i < to; i++) {
        isize panel = i / taps, tap = i % taps;
        isize n = p->columns - panel * WIDTH < WIDTH ? p->columns - panel * WIDTH : WIDTH;
        const float *start = p->start + tap / p->taps_w * p->stride_h + tap % p->taps_w * p->stride_w;
        pack_tap(p->panels + i * p->depth * WIDTH, start + panel * WIDTH * p->across, p, n);
    }
}

static const float *pack(device *d, packing p) {
    isize taps = p.taps_h * p.taps_w, panels = panel_count(p.columns);
    p.panels = device_memory(d, PANELS, panels * taps * p.depth * WIDTH);
    pool_run(device_pool(d), pack_piece, &p, panels * taps, PIECE / (p.depth * WIDTH + 1) + 1);
    return p.panels;
}

// tile computes m ≤ HEIGHT rows of v ≤ 2 vectors of a panel's columns. Both are
// constants where it is inlined, so the sums stay in registers.
inline_always void tile(const int m, const int v, isize taps, isize depth, const float *const *rows,
                        const float *panel, float *const *result, isize n) {
    vec sum[HEIGHT][2];
#pragma GCC unroll 14
    for (int i = 0; i < m; i++)
        sum[i][0] = sum[i][1] = (vec){0};
    for (isize t = 0; t < taps; t++, rows += HEIGHT) {
        const float *row[HEIGHT];
#pragma GCC unroll 14
        for (int i = 0; i < m; i++)
            row[i] = rows[i];
        for (isize k = 0; k < depth; k++, panel += WIDTH) {
            vec b0 = load(panel), b1 = v == 2 ? load(panel + LANES) : b0;
#pragma GCC unroll 14
            for (int i = 0; i < m; i++) {
                vec a = splat(row[i][k]);
                sum[i][0] = vfused(a, b0, sum[i][0]);
                if (v == 2)
                    sum[i][1] = vfused(a, b1, sum[i][1]);
            }
        }
    }
    isize last = n - (v - 1) * LANES;
#pragma GCC unroll 14
    for (int i = 0; i < m; i++) {
        if (v == 2)
            store(result[i], sum[i][0]);
        store_part(result[i] + (v - 1) * LANES, sum[i][v - 1], last);
    }
}

typedef void tile_of_height(isize taps, isize depth, const float *const *rows, const float *panel,
                            float *const *result, isize n);

#define TILE(m)                                                                                              \
    static void tile_##m(isize taps, isize depth, const float *const *rows, const float *panel,              \
                         float *const *result, isize n) {                                                    \
        if (n > LANES)                                                                                       \
            tile(m, 2, taps, depth, rows, panel, result, n);                                                 \
        else                                                                                                 \
            tile(m, 1, taps, depth, rows, panel, result, n);                                                 \
    }
TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if HEIGHT > 6
TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12) TILE(13) TILE(14)
#endif

static tile_of_height *const tiles[] = {
    0, tile_1, tile_2, tile_3, tile_4, tile_5, tile_6,
#if HEIGHT > 6
    tile_7, tile_8, tile_9, tile_10, tile_11, tile_12, tile_13, tile_14,
#endif
};

// find sets the pointers of a row of the result: one to where it is stored and
// one, HEIGHT apart, for each tap.
static float *find(const product *p, isize row, const float **rows) {
    axis h = p->h, w = p->w;
    isize n = row / (h.count * w.count), i = row / w.count % h.count, j = row % w.count;
    isize y0 = i * h.step + h.first, x0 = j * w.step + w.first;
    for (isize s = 0; s < h.taps; s++) {
        isize y = y0 + s * h.towards;
        const float *line = p->source + (n * h.size + y) * w.size * p->depth;
        for (isize t = 0; t < w.taps; t++, rows += HEIGHT) {
            isize x = x0 + t * w.towards;
            int inside = y >= 0 && y < h.size && x >= 0 && x < w.size;
            *rows = inside ? line + x * p->depth : p->zeros;
        }
    }
    isize out = (n * h.out_size + h.out_first + i * h.out_step) * w.out_size + w.out_first + j * w.out_step;
    return p->result + out * p->columns;
}

static void product_piece(void *arguments, isize from, isize to, int worker) {
    const product *p = arguments;
    isize taps = p->h.taps * p->w.taps, total = p->n * p->h.count * p->w.count;
    const float **rows = (const float **)(p->rows + worker * p->share);
    for (isize i = from; i < to; i++) {
        float *result[HEIGHT];
        isize m = total - i * HEIGHT < HEIGHT ? total - i * HEIGHT : HEIGHT;
        for (isize r = 0; r < m; r++)
            result[r] = find(p, i * HEIGHT + r, rows + r);
        const float *panel = p->panels;
        for (isize j = 0; j < p->columns; j += WIDTH, panel += taps * p->depth * WIDTH) {
            isize n = p->columns - j < WIDTH ? p->columns - j : WIDTH;
            tiles[m](taps, p->depth, rows, panel, result, n);
            for (isize r = 0; r < m; r++)
                result[r] += WIDTH;
        }
    }
}

static void multiply(device *d, product p) {
    isize taps = p.h.taps * p.w.taps, total = p.n * p.h.count * p.w.count;
    p.share = (taps * HEIGHT * sizeof(float *) / sizeof(float) + 15) / 16 * 16;
    p.rows = device_memory(d, ROWS, p.share * device_threads(d));
    p.zeros = device_memory(d, ZEROS, p.depth);
    isize work = taps * p.depth * p.columns * HEIGHT / 16 + 1;
    pool_run(device_pool(d), product_piece, &p, (total + HEIGHT - 1) / HEIGHT, PIECE / work + 1);
}

static void conv(device *d, float *y, const float *x, const float *w, geometry g) {
    packing k = {w, g.kh, g.kw, g.kw * g.ci * g.co, g.ci * g.co, g.co, 1, g.ci, g.co};
    product p = {
        .n = g.n,
        .h = {g.oh, g.kh, g.stride_h, -g.pad_top, 1, g.h, 0, 1, g.oh},
        .w = {g.ow, g.kw, g.stride_w, -g.pad_left, 1, g.w, 0, 1, g.ow},
        .depth = g.ci, .columns = g.co, .source = x, .result = y, .panels = pack(d, k),
    };
    multiply(d, p);
}

// phase is the axis of the input pixels i with (i + pad) mod stride = phase,
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
            packing k = {w + (i * g.kw + j) * tap, h.taps, v.taps, g.stride_h * g.kw * tap, g.stride_w * tap,
                         1, g.co, g.co, g.ci};
            product p = {.n = g.n, .h = h, .w = v, .depth = g.co, .columns = g.ci,
                         .source = y, .result = x, .panels = pack(d, k)};
            multiply(d, p);
        }
    }
}

struct transposition {
    float *to;
    const float *from;
    isize rows, columns;
};

// transpose_piece writes rows of to, the columns of from, sixteen at a time.
static void transpose_piece(void *arguments, isize from, isize to, int worker) {
    const struct transposition *t = arguments;
    for (isize j = from * 16; j < to * 16 && j < t->columns; j += 16) {
        isize m = t->columns - j < 16 ? t->columns - j : 16;
        for (isize i = 0; i < t->rows; i++)
            for (isize k = 0; k < m; k++)
                t->to[(j + k) * t->rows + i] = t->from[i * t->columns + j + k];
    }
}

static void matmul(device *d, float *c, const float *a, const float *b, isize m, isize n, isize k, int ta, int tb) {
    if (ta) {
        struct transposition t = {device_memory(d, TRANSPOSED, m * k), a, k, m};
        pool_run(device_pool(d), transpose_piece, &t, (m + 15) / 16, PIECE / (16 * k + 1) + 1);
        a = t.to;
    }
    packing q = {b, 1, 1, 0, 0, tb ? 1 : n, tb ? k : 1, k, n};
    product p = {
        .n = 1, .h = {m, 1, 1, 0, 0, m, 0, 1, m}, .w = {1, 1, 1, 0, 0, 1, 0, 1, 1},
        .depth = k, .columns = n, .source = a, .result = c, .panels = pack(d, q),
    };
    multiply(d, p);
}
