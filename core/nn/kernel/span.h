// Which taps of a window reach the source, and where. A product is computed
// area by area: the rows of an area reach the same taps, so those that would
// meet nothing but padding cost nothing and are no part of the sums.
#ifndef GANDER_SPAN_H
#define GANDER_SPAN_H

#include "kernel.h"

// An axis of the grid of result rows. Result row i reads, at tap t, from source
// place i·step + first + t·towards, and is stored at place out_first + i·out_step.
typedef struct {
    isize count, taps;
    isize step, first, towards, size;
    isize out_first, out_step, out_size;
} axis;

// A span is a stretch of an axis: count rows from the given one, whose taps
// lo … hi−1 lie inside the source. None do where hi is lo.
typedef struct { isize from, count, lo, hi; } span;

// An area is a rectangle of spans in every sample.
typedef struct {
    span h, w;
    isize rows, item; // how many result rows it has, and the number of its first tile
} area;

// A window is the taps that all rows of a tile reach: lines of them in the grid
// that the matrix has been packed for.
typedef struct {
    isize lines, taps; // of the grid, and in a line
    isize first, skip; // taps before the first, and between a line's last and the next line's first
    isize all;         // taps of the grid
} window;

// Where channels are FEW, the taps of a line are taken together as one run, up to
// RUN numbers: those that reach over the border in part are copied.
enum { RUN = 256, FEW = 16 };

// SPANS bounds the spans of an axis, AREAS the rectangles of two.
enum { SPANS = 16, AREAS = SPANS * SPANS };

inline_always isize least(isize a, isize b) { return a < b ? a : b; }
inline_always isize most(isize a, isize b) { return a > b ? a : b; }

// reach is the span of row i alone.
static span reach(const axis *a, isize i) {
    isize at = i * a->step + a->first, lo = 0, hi = a->taps;
    if (a->towards > 0) {
        lo = most(0, -at);
        hi = least(hi, a->size - at);
    } else if (a->towards < 0) {
        lo = most(0, at - a->size + 1);
        hi = least(hi, at + 1);
    }
    return lo < hi ? (span){i, 1, lo, hi} : (span){i, 1, 0, 0};
}

static int is_whole(const axis *a, isize i) {
    span s = reach(a, i);
    return s.lo == 0 && s.hi == a->taps;
}

// join adds a span to n others, to the last of them where both reach the same.
static int join(span *s, int n, span next) {
    if (n > 0 && s[n - 1].lo == next.lo && s[n - 1].hi == next.hi) {
        s[n - 1].count += next.count;
        return n;
    }
    if (n < SPANS)
        s[n] = next;
    return n + 1;
}

// spans cuts an axis into at most SPANS. An axis of more is left whole: the taps
// that lie outside then read zeros.
static int spans(const axis *a, span *s) {
    int n = 0;
    isize i = 0, end = a->count;
    for (; i < a->count && !is_whole(a, i) && n <= SPANS; i++)
        n = join(s, n, reach(a, i));
    for (; end > i && !is_whole(a, end - 1); end--)
        ;
    if (end > i)
        n = join(s, n, (span){i, end - i, 0, a->taps});
    for (i = most(i, end); i < a->count && n <= SPANS; i++)
        n = join(s, n, reach(a, i));
    if (n <= SPANS)
        return n;
    s[0] = (span){0, a->count, 0, a->taps};
    return 1;
}

// whole_span leaves an axis whole.
static int whole_span(const axis *a, span *s) {
    s[0] = (span){0, a->count, 0, a->taps};
    return 1;
}

#endif
