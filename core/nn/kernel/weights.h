// The adjoint of the convolution in the weights.
//
// The weights are a matrix of KH·KW·Ci rows × Co columns; each is a sum over the
// output pixels. The pixels are cut into blocks of PIXELS; a block's sum is a
// chain of fused multiply-adds from zero in ascending order, and the sums of the
// blocks are added in ascending order.
#include "device.h"
#include "simd.h"

// A piece of work is STRIP rows of weights. Its share of a block of inputs and of
// outputs is copied, PIXELS × STRIP and PIXELS × WIDTH, so that the innermost
// loop reads memory in order and knows nothing of taps and borders.
enum { PIXELS = 128, STRIP = 4 * HEIGHT };

struct weights {
    float *w, *scratch;
    const float *x, *y;
    geometry g;
};

// gather copies, for each of n pixels from the first, the inputs that meet the
// weight rows from … from+rows−1.
static void gather(float *to, const struct weights *p, isize first, isize n, isize from, isize rows) {
    geometry g = p->g;
    for (isize i = 0; i < n; i++, to += STRIP) {
        isize q = first + i, image = q / (g.oh * g.ow);
        isize y0 = q / g.ow % g.oh * g.stride_h - g.pad_top, x0 = q % g.ow * g.stride_w - g.pad_left;
        for (isize r = 0; r < rows;) {
            isize tap = (from + r) / g.ci, c = (from + r) % g.ci;
            isize y = y0 + tap / g.kw, x = x0 + tap % g.kw;
            isize m = g.ci - c < rows - r ? g.ci - c : rows - r;
            if (y >= 0 && y < g.h && x >= 0 && x < g.w)
                memcpy(to + r, p->x + ((image * g.h + y) * g.w + x) * g.ci + c, m * sizeof(float));
            else
                memset(to + r, 0, m * sizeof(float));
            r += m;
        }
    }
}

// block_tile adds a block's sum to m ≤ HEIGHT rows of v ≤ 2 vectors of weights.
inline_always void block_tile(const int m, const int v, isize pixels, const float *x, const float *y, float *w,
                              isize stride, isize n) {
    vec sum[HEIGHT][2];
#pragma GCC unroll 14
    for (int i = 0; i < m; i++)
        sum[i][0] = sum[i][1] = (vec){0};
    for (isize p = 0; p < pixels; p++, x += STRIP, y += WIDTH) {
        vec b0 = load(y), b1 = v == 2 ? load(y + LANES) : b0;
#pragma GCC unroll 14
        for (int i = 0; i < m; i++) {
            vec a = splat(x[i]);
            sum[i][0] = vfused(a, b0, sum[i][0]);
            if (v == 2)
                sum[i][1] = vfused(a, b1, sum[i][1]);
        }
    }
    isize last = n - (v - 1) * LANES;
#pragma GCC unroll 14
    for (int i = 0; i < m; i++, w += stride) {
        float *end = w + (v - 1) * LANES;
        if (v == 2)
            store(w, load(w) + sum[i][0]);
        store_part(end, load_part(end, last) + sum[i][v - 1], last);
    }
}

typedef void block_of_height(isize pixels, const float *x, const float *y, float *w, isize stride, isize n);

#define BLOCK_TILE(m)                                                                                        \
    static void block_tile_##m(isize pixels, const float *x, const float *y, float *w, isize stride,         \
                               isize n) {                                                                    \
        if (n > LANES)                                                                                       \
            block_tile(m, 2, pixels, x, y, w, stride, n);                                                    \
        else                                                                                                 \
            block_tile(m, 1, pixels, x, y, w, stride, n);                                                    \
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
    float *x = scratch, *y = scratch + PIXELS * STRIP;
    gather(x, p, first, n, from, rows);
    for (isize j = 0; j < co; j += WIDTH) {
        isize width = co - j < WIDTH ? co - j : WIDTH;
        for (isize i = 0; i < n; i++)
            memcpy(y + i * WIDTH, p->y + (first + i) * co + j, width * sizeof(float));
        for (isize r = 0; r < rows; r += HEIGHT)
            block_tiles[rows - r < HEIGHT ? rows - r : HEIGHT](n, x + r, y, p->w + (from + r) * co + j, co, width);
    }
}

static void weights_piece(void *arguments, isize from, isize to, int worker) {
    const struct weights *p = arguments;
    isize rows = p->g.kh * p->g.kw * p->g.ci, pixels = p->g.n * p->g.oh * p->g.ow;
    float *scratch = p->scratch + worker * PIXELS * (STRIP + WIDTH);
    for (isize r = from * STRIP; r < to * STRIP && r < rows; r += STRIP) {
        isize m = rows - r < STRIP ? rows - r : STRIP;
        memset(p->w + r * p->g.co, 0, m * p->g.co * sizeof(float));
        for (isize q = 0; q < pixels; q += PIXELS)
            weights_block(p, scratch, q, pixels - q < PIXELS ? pixels - q : PIXELS, r, m);
    }
}

static void conv_weight(device *d, float *w, const float *x, const float *y, geometry g) {
    isize rows = g.kh * g.kw * g.ci;
    float *scratch = device_memory(d, ROWS, PIXELS * (STRIP + WIDTH) * device_threads(d));
    struct weights p = {w, scratch, x, y, g};
    pool_run(device_pool(d), weights_piece, &p, (rows + STRIP - 1) / STRIP, 1);
}
