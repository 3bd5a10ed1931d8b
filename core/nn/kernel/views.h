// Sums along the middle axis of a view, and their adjoints.
#include "device.h"
#include "narrow.h"
#include "span.h"

// The order of summation. B is cut into blocks: of LINE numbers where C is below
// SUMS, and of ROWS_OF_SUM rows elsewhere. With C below SUMS a block has SUMS sums
// for each c, of the b that agree modulo SUMS; they are folded in half until one
// is left. With larger C it has one sum for each c. Each sum is a chain in
// ascending b of at most 64 numbers. The sums of the blocks are added pair by
// pair, in a tree: so rounding errors grow with the logarithm of B.
enum { LINE = 1024, ROWS_OF_SUM = 64 };

struct sum {
    float *y, *parts; // (A, C) and (A, blocks, C); the same where there is one block
    const float *x, *z;
    view v;
    isize block, blocks, strip; // a piece of work is a strip of columns of one block
};

// accumulate adds a row of n products, or of n numbers, to the sums.
inline_always void accumulate(float *restrict sums, const float *x, const float *z, isize n) {
    if (z)
        for (isize j = 0; j < n; j++)
            sums[j] = fused(x[j], z[j], sums[j]);
    else
        for (isize j = 0; j < n; j++)
            sums[j] += x[j];
}

// sum_line sums a block of n numbers; the sums stay in registers.
static float sum_line(const float *x, const float *z, isize n) {
    vec sum[SUMS / LANES] = {0};
    for (isize b = 0; b < n; b += SUMS) {
        UNROLL
        for (int l = 0; l < SUMS / LANES; l++) {
            isize left = n - b - l * LANES, m = left < 0 ? 0 : left < LANES ? left : LANES;
            vec v = load_part(x + b + l * LANES, m);
            sum[l] = z ? vfused(v, load_part(z + b + l * LANES, m), sum[l]) : sum[l] + v;
        }
    }
    return fold(sum);
}

// sum_narrow sums a block of rows of c < SUMS numbers.
static void sum_narrow(float *part, const float *x, const float *z, isize rows, isize c) {
    isize n = rows * c, period = SUMS * c;
    float sums[SUMS * SUMS];
    clear(sums, period);
    for (isize i = 0; i < n; i += period)
        accumulate(sums, x + i, z ? z + i : 0, n - i < period ? n - i : period);
    for (isize half = period / 2; half >= c; half /= 2)
        for (isize j = 0; j < half; j++)
            sums[j] += sums[j + half];
    memcpy(part, sums, c * sizeof(float));
}

// sum_wide sums the first n columns of a block of rows that are c numbers apart.
static void sum_wide(float *part, const float *x, const float *z, isize rows, isize c, isize n) {
    memset(part, 0, n * sizeof(float));
    for (isize b = 0; b < rows; b++)
        accumulate(part, x + b * c, z ? z + b * c : 0, n);
}

static void sum_piece(void *arguments, isize from, isize to, int worker) {
    const struct sum *s = arguments;
    view v = s->v;
    isize strips = (v.c + s->strip - 1) / s->strip;
    for (isize i = from; i < to; i++) {
        isize a = i / strips / s->blocks, block = i / strips % s->blocks, column = i % strips * s->strip;
        isize rows = least(v.b - block * s->block, s->block);
        isize n = v.c - column < s->strip ? v.c - column : s->strip;
        isize first = (a * v.b + block * s->block) * v.c + column;
        const float *x = s->x + first, *z = s->z ? s->z + first : 0;
        float *part = s->parts + (a * s->blocks + block) * v.c + column;
        if (v.c == 1)
            *part = sum_line(x, z, rows);
        else if (v.c < SUMS)
            sum_narrow(part, x, z, rows, v.c);
        else
            sum_wide(part, x, z, rows, v.c, n);
    }
}

// add_blocks adds the sums of the blocks of a row of the result, in a tree.
static void add_blocks(void *arguments, isize from, isize to, int worker) {
    const struct sum *s = arguments;
    isize c = s->v.c;
    for (isize a = from; a < to; a++) {
        float *parts = s->parts + a * s->blocks * c;
        for (isize apart = 1; apart < s->blocks; apart *= 2)
            for (isize i = 0; i + apart < s->blocks; i += 2 * apart)
                accumulate(parts + i * c, parts + (i + apart) * c, 0, c);
        memcpy(s->y + a * c, parts, c * sizeof(float));
    }
}

static void sum(device *d, float *y, const float *x, const float *z, view v) {
    isize block = v.c < SUMS ? LINE : ROWS_OF_SUM, blocks = v.b ? (v.b + block - 1) / block : 1;
    struct sum s = {y, y, x, z, v, block, blocks, 256};
    if (blocks > 1)
        s.parts = device_memory(d, PARTS, v.a * blocks * v.c);
    isize strips = (v.c + s.strip - 1) / s.strip;
    isize work = v.a * v.b * v.c, items = v.a * blocks * strips;
    pool_run(device_pool(d), sum_piece, &s, items, items * PIECE / (work + 1) + 1);
    if (blocks > 1)
        pool_run(device_pool(d), add_blocks, &s, v.a, PIECE / (blocks * v.c) + 1);
}

struct spread {
    int kind;
    float *y;
    const float *x, *s;
    view v;
    isize rows; // b in a piece of work
};

inline_always void spread_row(int kind, float *y, const float *x, const float *s, isize n) {
    const isize from = 0, to = n;
    switch (kind) {
    case BROADCAST: EACH y[i] = s[i]; break;
    case SCALE: EACH y[i] = x[i] * s[i]; break;
    case SHIFT: EACH y[i] = x[i] + s[i]; break;
    }
}

// A row shorter than a vector is repeated, so that rows are long.
static void spread_piece(void *arguments, isize from, isize to, int worker) {
    const struct spread *p = arguments;
    view v = p->v;
    isize pieces = (v.b + p->rows - 1) / p->rows;
    float repeated[SUMS * SUMS];
    for (isize i = from; i < to; i++) {
        isize a = i / pieces, b = i % pieces * p->rows;
        isize n = (v.b - b < p->rows ? v.b - b : p->rows) * v.c, period = v.c;
        const float *s = p->s + a * v.c;
        if (v.c < SUMS) {
            period = SUMS * v.c;
            memcpy(repeated, s, v.c * sizeof(float));
            for (isize done = v.c; done < period; done *= 2)
                copy(repeated + done, repeated, done);
            s = repeated;
        }
        float *y = p->y + (a * v.b + b) * v.c;
        const float *x = p->x ? p->x + (a * v.b + b) * v.c : 0;
        for (isize j = 0; j < n; j += period)
            spread_row(p->kind, y + j, x ? x + j : 0, s, n - j < period ? n - j : period);
    }
}

static void spread(device *d, int kind, float *y, const float *x, const float *s, view v) {
    if (v.a * v.b * v.c == 0)
        return;
    struct spread p = {kind, y, x, s, v, PIECE / v.c + 1};
    isize pieces = (v.b + p.rows - 1) / p.rows;
    isize each = v.b * v.c / pieces + 1;
    pool_run(device_pool(d), spread_piece, &p, v.a * pieces, PIECE / each + 1);
}
