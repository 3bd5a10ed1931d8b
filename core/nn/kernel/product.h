// Convolution, its adjoint in the input, and the product of matrices: all of
// them multiply rows that are found through pointers with a packed matrix.
//
// A row of the result is the sum over taps of (a run of the source) times (a
// depth × columns matrix). Each number of the result is a sum over the taps that
// reach the source and depth in ascending order; tile.h tells how long the chains
// of fused multiply-adds are that it consists of, narrow.h the exception.
#include "device.h"
#include "narrow.h"
#include "pack.h"
#include "span.h"
#include "tile.h"

typedef struct {
    isize n;
    axis h, w;
    isize unit, depth, columns; // numbers in a place of the source, in a run, in a row of the result
    const float *source;
    float *result;
    packing matrix;

    const area *areas;
    const float *zeros, *panels;
    float *scratch; // a share of it for each worker: row pointers, then copied runs
    isize share, pointers;
} product;

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

// A place is a result row of an area.
typedef struct { isize n, i, j; } place;

static place place_of(const area *a, isize row) {
    isize line = row / a->w.count;
    return (place){line / a->h.count, line % a->h.count, row % a->w.count};
}

static void advance(place *at, const area *a) {
    if (++at->j < a->w.count)
        return;
    at->j = 0;
    if (++at->i < a->h.count)
        return;
    at->i = 0;
    at->n++;
}

// inside tells whether all taps from one place of an axis to another, each of so
// many numbers, lie in it.
inline_always int inside(isize first, isize last, isize depth, isize size) {
    return least(first, last) >= 0 && most(first, last) + depth <= size;
}

// find sets a result row's pointers: one to where it is stored and one, HEIGHT
// apart, for each tap of the area.
static float *find(const product *p, const area *a, place at, const float **rows, float *spare) {
    isize i = a->h.from + at.i, j = a->w.from + at.j, lines = a->h.hi - a->h.lo, taps = a->w.hi - a->w.lo;
    isize y = i * p->h.step + p->h.first + a->h.lo * p->h.towards;
    isize x = j * p->w.step + p->w.first + a->w.lo * p->w.towards;
    isize across = p->w.towards * p->unit, length = p->w.size * p->unit, start = x * p->unit;
    if (inside(y, y + (lines - 1) * p->h.towards, 1, p->h.size) &&
        inside(start, start + (taps - 1) * across, p->depth, length)) {
        const float *line = p->source + (at.n * p->h.size + y) * length + start;
        for (isize s = 0, down = p->h.towards * length; s < lines; s++, line += down) {
            const float *tap = line;
            ONE_BY_ONE
            for (isize t = 0; t < taps; t++, rows += HEIGHT, tap += across)
                *rows = tap;
        }
    } else {
        for (isize s = 0; s < lines; s++)
            for (isize t = 0; t < taps; t++, rows += HEIGHT, spare += p->depth)
                *rows = run(p, at.n, y + s * p->h.towards, x + t * p->w.towards, spare);
    }
    isize line = at.n * p->h.out_size + p->h.out_first + i * p->h.out_step;
    return p->result + (line * p->w.out_size + p->w.out_first + j * p->w.out_step) * p->columns;
}

// product_tile computes m rows of an area from the given one.
static void product_tile(const product *p, const area *a, isize row, isize m, int worker) {
    const float **rows = (const float **)(p->scratch + worker * p->share);
    float *spare = p->scratch + worker * p->share + p->pointers, *result[HEIGHT];
    window taps = {.lines = a->h.hi - a->h.lo, .taps = a->w.hi - a->w.lo, .all = p->h.taps * p->w.taps};
    taps.first = a->h.lo * p->w.taps + a->w.lo;
    taps.skip = p->w.taps - taps.taps;
    place at = place_of(a, row);
    for (isize r = 0; r < m; r++, advance(&at, a))
        result[r] = find(p, a, at, rows + r, spare + r * taps.lines * taps.taps * p->depth);
    if (is_narrow(p->depth, p->columns))
        narrow_rows(m, p->columns, taps, p->depth, rows, p->panels, result);
    else
        tile_rows(m, p->columns, taps, p->depth, rows, p->panels, result);
}

static void product_piece(void *arguments, isize from, isize to, int worker) {
    const product *p = arguments;
    const area *a = p->areas;
    for (isize i = from; i < to; i++) {
        while (i >= a->item + (a->rows + HEIGHT - 1) / HEIGHT)
            a++;
        isize row = (i - a->item) * HEIGHT;
        product_tile(p, a, row, least(a->rows - row, HEIGHT), worker);
    }
}

// areas_of fills in the rectangles and gives the number of their tiles.
static isize areas_of(const product *p, area *areas) {
    span h[SPANS], w[SPANS];
    // Taps that are taken together reach over the border in part.
    int together = p->unit < p->depth;
    int lines = spans(&p->h, h), places = together ? whole_span(&p->w, w) : spans(&p->w, w);
    isize items = 0;
    for (int i = 0; i < lines; i++) {
        for (int j = 0; j < places; j++, areas++) {
            *areas = (area){h[i], w[j], p->n * h[i].count * w[j].count, items};
            items += (areas->rows + HEIGHT - 1) / HEIGHT;
        }
    }
    return items;
}

static void multiply(device *d, product p) {
    isize taps = p.h.taps * p.w.taps;
    area areas[AREAS];
    isize items = areas_of(&p, areas);
    p.areas = areas;
    p.panels = is_narrow(p.depth, p.columns) ? pack_narrow(d, p.matrix, p.depth) : pack(d, p.matrix);
    p.pointers = (taps * HEIGHT * sizeof(float *) / sizeof(float) + 15) / 16 * 16;
    p.share = p.pointers + (p.unit < p.depth ? HEIGHT * taps * p.depth : 0);
    p.scratch = device_memory(d, ROWS, p.share * device_threads(d));
    p.zeros = device_memory(d, ZEROS, p.depth);
    isize work = taps * p.depth * p.columns * HEIGHT / 16 + 1;
    pool_run(device_pool(d), product_piece, &p, items, PIECE / work + 1);
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

// conv_input_lines is conv_input where windows move by one place and the taps of a
// line are one run, from the last to the first.
static void conv_input_lines(device *d, float *x, const float *y, const float *w, geometry g) {
    isize tap = g.ci * g.co;
    for (isize i = 0; i < g.stride_h; i++) {
        axis h = phase_of(i, g.h, g.oh, g.kh, g.stride_h, g.pad_top);
        product p = {
            .n = g.n, .source = y, .result = x, .unit = g.co, .depth = g.kw * g.co, .columns = g.ci, .h = h,
            .w = {g.w, 1, 1, g.pad_left - (g.kw - 1), 1, g.ow, 0, 1, g.w},
            .matrix = {.start = w + (i * g.kw + g.kw - 1) * tap, .taps_h = h.taps, .taps_w = g.kw,
                       .stride_h = g.stride_h * g.kw * tap, .stride_w = -tap,
                       .down = 1, .across = g.co, .depth = g.co, .columns = g.ci},
        };
        multiply(d, p);
    }
}

static void conv_input(device *d, float *x, const float *y, const float *w, geometry g) {
    isize tap = g.ci * g.co;
    if (g.stride_w == 1 && g.kw * g.co <= RUN && (g.co < FEW || is_narrow(g.kw * g.co, g.ci))) {
        conv_input_lines(d, x, y, w, g);
        return;
    }
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
