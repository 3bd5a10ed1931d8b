// The adjoint of the convolution in the weights.
//
// The weights are a matrix of KH·KW·Ci rows × Co columns; each is a sum over the
// output pixels. The pixels are cut into blocks of PIXELS; a block's sum is a
// chain of fused multiply-adds from zero in ascending order, and the sums of the
// blocks are added in ascending order.
#include "device.h"
#include "simd.h"
#include "tile.h"

// A piece of work is a strip of rows of weights, of up to STRIP tiles. Its share of
// a block of inputs and of outputs is copied, PIXELS × strip and PIXELS × WIDTH, so
// that the innermost loop reads memory in order and knows nothing of taps and
// borders. High strips read the outputs less often.
enum { PIXELS = 128, STRIP = 16 };

struct weights {
    float *w, *scratch;
    const float *x, *y;
    geometry g;
    isize strip; // rows
};

// A pixel of the output: the line and the number in it that its first tap meets,
// which may lie outside the image.
struct origin {
    isize image, line, start;
};

// locate finds the origins of n pixels from the first.
static void locate(struct origin *o, geometry g, isize first, isize n) {
    for (isize i = 0; i < n; i++) {
        isize q = first + i, row = q / g.ow;
        o[i] = (struct origin){
            row / g.oh,
            row % g.oh * g.stride_h - g.pad_top,
            (q % g.ow * g.stride_w - g.pad_left) * g.ci,
        };
    }
}

// gather copies, for each of n pixels from the first, the inputs that meet the
// weight rows from … from+rows−1. The rows of one kh meet neighbours in memory.
static void gather(float *to, const struct weights *p, isize first, isize n, isize from, isize rows) {
    geometry g = p->g;
    isize run = g.kw * g.ci, length = g.w * g.ci;
    struct origin o[PIXELS];
    locate(o, g, first, n);
    for (isize r = 0, m; r < rows; r += m) {
        isize kh = (from + r) / run, skip = (from + r) % run;
        m = run - skip < rows - r ? run - skip : rows - r;
        for (isize i = 0; i < n; i++) {
            isize y = o[i].line + kh;
            int inside = y >= 0 && y < g.h;
            const float *line = p->x + (inside ? (o[i].image * g.h + y) * length : 0);
            copy_inside(to + i * p->strip + r, line, o[i].start + skip, m, inside ? length : 0);
        }
    }
}

// block_tile adds a block's sum to m ≤ HEIGHT rows of v ≤ 2 vectors of weights.
inline_always void block_tile(const int m, const int v, isize pixels, const float *x, isize x_stride, const float *y,
                              float *w, isize stride, isize n) {
    vec sum[HEIGHT][2];
    UNROLL
    for (int i = 0; i < m; i++)
        sum[i][0] = sum[i][1] = (vec){0};
    for (isize p = 0; p < pixels; p++, x += x_stride, y += WIDTH) {
        vec b0 = load(y), b1 = v == 2 ? load(y + LANES) : b0;
        UNROLL
        for (int i = 0; i < m; i++) {
            vec a = splat(x[i]);
            sum[i][0] = vfused(a, b0, sum[i][0]);
            if (v == 2)
                sum[i][1] = vfused(a, b1, sum[i][1]);
        }
    }
    if (n == v * LANES) {
        UNROLL
        for (int i = 0; i < m; i++, w += stride) {
            store(w, load(w) + sum[i][0]);
            if (v == 2)
                store(w + LANES, load(w + LANES) + sum[i][1]);
        }
        return;
    }
    float edge[HEIGHT][WIDTH];
    UNROLL
    for (int i = 0; i < m; i++) {
        store(edge[i], sum[i][0]);
        if (v == 2)
            store(edge[i] + LANES, sum[i][1]);
    }
    for (int i = 0; i < m; i++, w += stride)
        for (isize j = 0; j < n; j++)
            w[j] += edge[i][j];
}

typedef void block_of_height(isize pixels, const float *x, isize x_stride, const float *y, float *w, isize stride,
                             isize n);

#define BLOCK_TILE(m)                                                                                        \
    static void block_tile_##m(isize pixels, const float *x, isize x_stride, const float *y, float *w,       \
                               isize stride, isize n) {                                                      \
        if (n > LANES)                                                                                       \
            block_tile(m, 2, pixels, x, x_stride, y, w, stride, n);                                          \
        else                                                                                                 \
            block_tile(m, 1, pixels, x, x_stride, y, w, stride, n);                                          \
    }
BLOCK_TILE(1) BLOCK_TILE(2) BLOCK_TILE(3) BLOCK_TILE(4) BLOCK_TILE(5) BLOCK_TILE(6)
#if HEIGHT > 6
BLOCK_TILE(7) BLOCK_TILE(8) BLOCK_TILE(9) BLOCK_TILE(10) BLOCK_TILE(11) BLOCK_TILE(12) BLOCK_TILE(13)
BLOCK_TILE(14)
#endif

static block_of_height *const block_tiles[] = {
    0, block_tile_1, block_tile_2, block_tile_3, block_tile_4, block_tile_5, block_tile_6,
#if HEIGHT > 6
    block_tile_7, block_tile_8, block_tile_9, block_tile_10, block_tile_11, block_tile_12, block_tile_13,
    block_tile_14,
#endif
};

// weights_block adds a block's sums to a strip of weights.
static void weights_block(const struct weights *p, float *scratch, isize first, isize n, isize from, isize rows) {
    isize co = p->g.co;
    // What is not written of y stays what it was; the sums of it are dropped.
    float *x = scratch, *y = scratch + PIXELS * p->strip;
    gather(x, p, first, n, from, rows);
    for (isize j = 0; j < co; j += WIDTH) {
        isize width = co - j < WIDTH ? co - j : WIDTH;
        for (isize i = 0; i < n; i++)
            copy(y + i * WIDTH, p->y + (first + i) * co + j, width);
        for (isize r = 0; r < rows; r += HEIGHT)
            block_tiles[rows - r < HEIGHT ? rows - r : HEIGHT](n, x + r, p->strip, y, p->w + (from + r) * co + j, co,
                                                               width);
    }
}

static void weights_piece(void *arguments, isize from, isize to, int worker) {
    const struct weights *p = arguments;
    isize rows = p->g.kh * p->g.kw * p->g.ci, pixels = p->g.n * p->g.oh * p->g.ow;
    float *scratch = p->scratch + worker * PIXELS * (p->strip + WIDTH);
    for (isize r = from * p->strip; r < to * p->strip && r < rows; r += p->strip) {
        isize m = rows - r < p->strip ? rows - r : p->strip;
        memset(p->w + r * p->g.co, 0, m * p->g.co * sizeof(float));
        for (isize q = 0; q < pixels; q += PIXELS)
            weights_block(p, scratch, q, pixels - q < PIXELS ? pixels - q : PIXELS, r, m);
    }
}

static void conv_weight(device *d, float *w, const float *x, const float *y, geometry g) {
    isize rows = g.kh * g.kw * g.ci, tiles = (rows + HEIGHT - 1) / HEIGHT;
    int threads = device_threads(d);
    if (rows == 0)
        return;
    // As many strips for each thread, of nearly the same height.
    isize strips = (tiles + STRIP - 1) / STRIP;
    strips = (strips + threads - 1) / threads * threads;
    struct weights p = {.w = w, .x = x, .y = y, .g = g, .strip = (tiles + strips - 1) / strips * HEIGHT};
    p.scratch = device_memory(d, ROWS, PIXELS * (p.strip + WIDTH) * threads);
    pool_run(device_pool(d), weights_piece, &p, (rows + p.strip - 1) / p.strip, 1);
}
