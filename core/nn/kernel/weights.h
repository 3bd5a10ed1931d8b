// The adjoint of the convolution in the weights.
//
// The weights are a matrix of KH·KW·Ci rows × Co columns; each is a sum over the
// output pixels whose tap lies inside the image. The pixels are cut into blocks
// of PIXELS; a block's sum is a chain of fused multiply-adds from zero in
// ascending order, and the sums of the blocks are added in ascending order.
#include "block.h"
#include "device.h"
#include "span.h"

// A tap is a run of inputs that meets a pixel: the channels of one window place,
// or of a line of them where they are few. A tile is rows of one tap, which is
// divided into as few tiles as possible, of nearly the same height. A piece of
// work is a strip of up to STRIP tiles; high strips read the outputs less often.
enum { PIXELS = 128, STRIP = 16, LINE_OF_CACHE = 16 };

struct weights {
    float *w, *scratch;
    const float *x, *y;
    geometry g;
    isize places, run;          // taps of a line of the window, numbers of a tap
    isize tiles, height, strip; // of a tap, of a tile in rows, and of a strip in tiles
    isize taps, share;          // that a strip may touch, and scratch memory of a worker
};

// A workspace is a worker's scratch memory for a block.
typedef struct {
    float *outputs;    // (PIXELS, WIDTH)
    meeting *meetings; // (taps, PIXELS)
    float *runs;       // (taps, PIXELS, run): those that reach over the border in part
} workspace;

static workspace workspace_of(const struct weights *p, int worker) {
    float *scratch = p->scratch + worker * p->share;
    meeting *at = (meeting *)(scratch + PIXELS * WIDTH);
    return (workspace){scratch, at, (float *)(at + p->taps * PIXELS)};
}

// meet_line finds, for n pixels of a line of outputs from column j, those that a tap
// meets inside a line of inputs. It moves spare, where runs go that reach over the
// border in part, and gives the end of what it found.
static meeting *meet_line(meeting *at, const struct weights *p, const float *line, isize place, isize j, isize n,
                          const float *outputs, float **spare) {
    geometry g = p->g;
    isize length = g.w * g.ci, step = g.stride_w * g.ci, start = (j * g.stride_w - g.pad_left + place) * g.ci;
    isize ahead = most(1, PIXELS / g.ow) * g.stride_h * length; // of what the next block meets, but for the images' ends
    isize fresh = most(0, p->run - step);                       // where what the pixel before has not met begins
    for (isize q = 0; q < n; q++, start += step, outputs += WIDTH) {
        if (start + p->run <= 0 || start >= length)
            continue;
        const float *x = line + start;
        if (start < 0 || start + p->run > length) {
            copy_inside(*spare, line, start, p->run, length);
            x = *spare;
            *spare += p->run;
        }
        *at++ = (meeting){x, outputs};
        for (isize k = fresh; k < p->run; k += LINE_OF_CACHE)
            __builtin_prefetch((const void *)((uintptr_t)line + (start + k + ahead) * sizeof(float)), 0, 2);
    }
    return at;
}

// meet finds, for n pixels from the first, those that a tap meets inside the
// image.
static isize meet(meeting *at, const struct weights *p, isize tap, isize first, isize n, const float *outputs,
                  float *spare) {
    geometry g = p->g;
    meeting *end = at;
    isize kh = tap / p->places, kw = tap % p->places;
    isize image = first / (g.oh * g.ow), i = first / g.ow % g.oh, j = first % g.ow;
    for (isize part; n > 0; n -= part, outputs += part * WIDTH) {
        part = least(n, g.ow - j);
        isize y = i * g.stride_h - g.pad_top + kh;
        if (y >= 0 && y < g.h)
            end = meet_line(end, p, p->x + (image * g.h + y) * g.w * g.ci, kw, j, part, outputs, &spare);
        j = 0;
        if (++i == g.oh) {
            i = 0;
            image++;
        }
    }
    return end - at;
}

// outputs_of copies a panel of the outputs of n pixels, so that the innermost
// loop reads them in order. What is not written stays what it was; the sums of
// it are dropped.
static void outputs_of(float *to, const struct weights *p, isize first, isize n, isize column, isize width) {
    for (isize i = 0; i < n; i++) {
        const float *y = p->y + (first + i) * p->g.co + column;
        copy(to + i * WIDTH, y, width);
        for (isize k = 0; k < width; k += LINE_OF_CACHE)
            __builtin_prefetch((const void *)((uintptr_t)y + (PIXELS * p->g.co + k) * sizeof(float)), 0, 2);
    }
}

// weights_tile adds a block's sums to the rows of a tile.
static void weights_tile(const struct weights *p, isize found, const meeting *at, isize tile, isize column) {
    isize co = p->g.co, tap = tile / p->tiles, row = tile % p->tiles * p->height;
    isize end = least(p->run, row + p->height), width = least(co - column, WIDTH);
    float *w = p->w + (tap * p->run + row) * co + column;
    if (co <= SWAPPED && end - row == WIDTH) {
        swapped_tiles[co](found, at, row, w);
        return;
    }
    for (isize m; row < end; row += m, w += m * co) {
        m = least(end - row, HEIGHT);
        block_tiles[m](found, at, row, w, co, width);
    }
}

// weights_block adds the sums of n pixels from the first to the tiles of a strip.
static void weights_block(const struct weights *p, workspace s, isize first, isize n, isize from, isize to) {
    isize low = from / p->tiles, high = (to - 1) / p->tiles, found[STRIP + 1];
    for (isize tap = low; tap <= high; tap++)
        found[tap - low] = meet(s.meetings + (tap - low) * PIXELS, p, tap, first, n, s.outputs,
                                s.runs + (tap - low) * PIXELS * p->run);
    for (isize j = 0; j < p->g.co; j += WIDTH) {
        outputs_of(s.outputs, p, first, n, j, least(p->g.co - j, WIDTH));
        for (isize i = from; i < to; i++) {
            isize t = i / p->tiles - low;
            weights_tile(p, found[t], s.meetings + t * PIXELS, i, j);
        }
    }
}

// row_of is the first row of weights in a tile.
static isize row_of(const struct weights *p, isize tile) {
    return tile / p->tiles * p->run + tile % p->tiles * p->height;
}

// weights_piece sums up strips, each from zeros of its own.
static void weights_piece(void *arguments, isize from, isize to, int worker) {
    const struct weights *p = arguments;
    geometry g = p->g;
    isize pixels = g.n * g.oh * g.ow, all = g.kh * p->places * p->tiles;
    for (isize strip = from; strip < to; strip++) {
        isize first = strip * p->strip, last = least(all, first + p->strip);
        isize row = row_of(p, first);
        memset(p->w + row * g.co, 0, (row_of(p, last) - row) * g.co * sizeof(float));
        for (isize q = 0; q < pixels; q += PIXELS)
            weights_block(p, workspace_of(p, worker), q, least(pixels - q, PIXELS), first, last);
    }
}

// divide cuts the rows of weights into taps, tiles and strips: as many strips for
// each thread, of nearly the same height.
static void divide(struct weights *p, isize threads) {
    geometry g = p->g;
    int together = g.kw * g.ci <= RUN && (g.ci < FEW || g.co <= SWAPPED);
    p->places = together ? 1 : g.kw;
    p->run = together ? g.kw * g.ci : g.ci;
    p->tiles = (p->run + HEIGHT - 1) / HEIGHT;
    p->height = (p->run + p->tiles - 1) / p->tiles;
    if (g.co <= SWAPPED && p->run >= WIDTH)
        p->height = WIDTH;
    p->tiles = (p->run + p->height - 1) / p->height;
    isize all = g.kh * p->places * p->tiles, strips = (all + STRIP - 1) / STRIP;
    strips = (strips + threads - 1) / threads * threads;
    p->strip = (all + strips - 1) / strips;
    p->taps = (p->strip - 1) / p->tiles + 2;
}

static void conv_weight(device *d, float *w, const float *x, const float *y, geometry g) {
    isize rows = g.kh * g.kw * g.ci, threads = device_threads(d);
    if (rows == 0)
        return;
    struct weights p = {.w = w, .x = x, .y = y, .g = g};
    divide(&p, threads);
    p.share = PIXELS * WIDTH + p.taps * PIXELS * (sizeof(meeting) / sizeof(float) + p.run);
    p.scratch = device_memory(d, ROWS, p.share * threads);
    isize all = g.kh * p.places * p.tiles;
    pool_run(device_pool(d), weights_piece, &p, (all + p.strip - 1) / p.strip, 1);
}
