// Normal numbers of a counter-based generator, for first weights.
#ifndef GANDER_NORMAL_H
#define GANDER_NORMAL_H

#include "device.h"
#include "elementary.h"

enum { PAIRS = LANES / 2, ABREAST = 4 }; // pairs of a vector; vectors that are drawn side by side

struct drawing {
    float *y;
    isize n;
    gaussian g;
    isize *doubtful, room, found;
};

#if !EMULATED && LANES == 16

// product32 is the product of the lower halves of each number.
inline_always bits product32(bits a, uint32_t b) { return (bits)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(b)); }
inline_always wide wide_root(wide x) { return _mm512_sqrt_pd(x); }

#elif !EMULATED && LANES == 8

inline_always bits product32(bits a, uint32_t b) { return (bits)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(b)); }
inline_always wide wide_root(wide x) { return _mm256_sqrt_pd(x); }

#elif !EMULATED && defined(__x86_64__)

inline_always bits product32(bits a, uint32_t b) { return (bits)_mm_mul_epu32((__m128i)a, _mm_set1_epi64x(b)); }
inline_always wide wide_root(wide x) { return _mm_sqrt_pd(x); }

#elif !EMULATED && defined(__aarch64__)

inline_always bits product32(bits a, uint32_t b) { return (bits)vmull_u32(vmovn_u64((uint64x2_t)a), vdup_n_u32(b)); }
inline_always wide wide_root(wide x) { return vsqrtq_f64(x); }

#else

inline_always bits product32(bits a, uint32_t b) { return (a & 0xffffffff) * b; }
inline_always wide wide_root(wide x) {
    for (int i = 0; i < PAIRS; i++)
        x[i] = sqrt(x[i]);
    return x;
}

#endif

// philox is Philox4x32-10 of the blocks from the given one: word i of each in the
// lower half of c[i], whose upper half is left over.
inline_always void philox(bits c[4], const gaussian *g, uint64_t block) {
    for (int i = 0; i < PAIRS; i++)
        c[0][i] = block + i;
    c[1] = c[0] >> 32;
    c[2] = g->name[0] - (bits){0};
    c[3] = g->name[1] - (bits){0};
    uint32_t k0 = g->key[0], k1 = g->key[1];
    UNROLL for (int round = 0; round < 10; round++, k0 += 0x9E3779B9, k1 += 0xBB67AE85) {
        bits p0 = product32(c[0], 0xD2511F53), p1 = product32(c[2], 0xCD9E8D57);
        c[0] = (p1 >> 32) ^ c[1] ^ k0;
        c[2] = (p0 >> 32) ^ c[3] ^ k1;
        c[1] = p1;
        c[3] = p0;
    }
}

// unit is the upper 53 of the 64 bits of two words, as a number in [0, 1).
inline_always wide unit(bits low, bits high) {
    const uint64_t two52 = 0x4330000000000000; // the bits of 2⁵²; a word below them is added to it
    wide above = (wide)((high & 0xffffffff) | two52) - 0x1p52, below = (wide)((low & 0xffffffff) >> 11 | two52) - 0x1p52;
    return above * 0x1p-32 + below * 0x1p-53;
}

// unit_logarithm is the logarithm of 0 < x ≤ 1 to some 2⁻⁵⁰ of it, as logarithm
// computes it, with more terms.
inline_always wide unit_logarithm(wide x) {
    const uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
    bits exponent = ((bits)x + (one - root_half)) >> 52;
    wide m = (wide)((bits)x - (exponent << 52) + one);
    wide k = (wide)(exponent | 0x4330000000000000) - (0x1p52 + 1023);
    wide f = m - 1, s = f / (2 + f), z = s * s;
    wide p = all(2.0 / 19); // the next term is below 2⁻⁵⁵
    p = p * z + 2.0 / 17;
    p = p * z + 2.0 / 15;
    p = p * z + 2.0 / 13;
    p = p * z + 2.0 / 11;
    p = p * z + 2.0 / 9;
    p = p * z + 2.0 / 7;
    p = p * z + 2.0 / 5;
    p = p * z + 2.0 / 3;
    p = p * z + 2;
    return k * 0.6931471805599453 + s * p;
}

// turn is the sine and the cosine of v turns, 0 ≤ v < 1, to some 2⁻⁵²: series for
// the angle to the nearest quarter, up to π/4, whose next terms are below 2⁻⁵⁴.
inline_always void turn(wide v, wide *sine, wide *cosine) {
    wide shifted = v * 4 + 0x1.8p52; // rounds to the quarter and leaves it in the lower bits
    bits quarter = (bits)shifted;
    wide x = (v - (shifted - 0x1.8p52) * 0.25) * 6.283185307179586, z = x * x;
    wide s = all(-1.0 / 1307674368000), c = all(1.0 / 20922789888000);
    s = s * z + 1.0 / 6227020800;
    c = c * z - 1.0 / 87178291200;
    s = s * z - 1.0 / 39916800;
    c = c * z + 1.0 / 479001600;
    s = s * z + 1.0 / 362880;
    c = c * z - 1.0 / 3628800;
    s = s * z - 1.0 / 5040;
    c = c * z + 1.0 / 40320;
    s = s * z + 1.0 / 120;
    c = c * z - 1.0 / 720;
    s = s * z - 1.0 / 6;
    c = c * z + 1.0 / 24;
    s = x + x * z * s;
    c = 1 + z * (z * c - 0.5);
    truth odd = -(truth)(quarter & 1);
    *sine = (wide)((bits)choose(odd, c, s) ^ (quarter & 2) << 62);
    *cosine = (wide)((bits)choose(odd, s, c) ^ ((quarter + 1) & 2) << 62);
}

// rounded is x as float; in lanes of doubt other numbers within the bound of x may
// round elsewhere.
inline_always half rounded(wide x, wide bound, bits *doubt) {
    half low = __builtin_convertvector(x - bound, half), high = __builtin_convertvector(x + bound, half);
    *doubt |= (bits)(__builtin_convertvector(low, wide) != __builtin_convertvector(high, wide));
    return low;
}

// scaled is mean + std·z in double, rounded to float.
inline_always half scaled(half z, const gaussian *g) {
    return __builtin_convertvector(g->mean + g->std * __builtin_convertvector(z, wide), half);
}

// normal_vectors computes ABREAST vectors from pair first on, and tells for each in
// which pairs it is not sure of the last bit. What a vector goes through is one long
// chain, so all go through every part of it side by side.
inline_always void normal_vectors(float *y, const gaussian *g, uint64_t first, bits doubt[ABREAST]) {
    wide u[ABREAST], v[ABREAST], sine[ABREAST], cosine[ABREAST];
    UNROLL for (int i = 0; i < ABREAST; i++) {
        bits c[4];
        philox(c, g, first + i * PAIRS);
        u[i] = unit(c[0], c[1]) + 0x1p-53;
        v[i] = unit(c[2], c[3]);
    }
    UNROLL for (int i = 0; i < ABREAST; i++)
        u[i] = wide_root(-2 * unit_logarithm(u[i]));
    UNROLL for (int i = 0; i < ABREAST; i++)
        turn(v[i], &sine[i], &cosine[i]);
    UNROLL for (int i = 0; i < ABREAST; i++, y += LANES) {
        doubt[i] = (bits){0};
        half even = scaled(rounded(u[i] * cosine[i], u[i] * g->doubt, &doubt[i]), g);
        half odd = scaled(rounded(u[i] * sine[i], u[i] * g->doubt, &doubt[i]), g);
        UNROLL for (int j = 0; j < PAIRS; j++) {
            y[2 * j] = even[j];
            y[2 * j + 1] = odd[j];
        }
    }
}

// note_doubt notes the pairs in doubt of the vector that begins with number at.
static void note_doubt(struct drawing *d, bits doubt, isize at) {
    uint64_t any = 0;
    for (int i = 0; i < PAIRS; i++)
        any |= doubt[i];
    for (int i = 0; i < PAIRS && any; i++) {
        if (!doubt[i] || at + 2 * i >= d->n)
            continue;
        isize found = __atomic_fetch_add(&d->found, 1, __ATOMIC_RELAXED);
        if (found < d->room)
            d->doubtful[found] = at + 2 * i;
    }
}

// A piece of work is some times ABREAST vectors; the last of them go by way of a copy.
static void normal_piece(void *arguments, isize from, isize to, int worker) {
    struct drawing *d = arguments;
    for (isize i = from; i < to; i++) {
        isize at = i * ABREAST * LANES, n = least(d->n - at, ABREAST * LANES);
        float last[ABREAST * LANES], *y = n < ABREAST * LANES ? last : d->y + at;
        bits doubt[ABREAST];
        normal_vectors(y, &d->g, (uint64_t)at / 2, doubt);
        for (int j = 0; j < ABREAST; j++)
            note_doubt(d, doubt[j], at + j * LANES);
        if (n < ABREAST * LANES)
            memcpy(d->y + at, last, n * sizeof(float));
    }
}

// normals sets y to normal numbers and gives how many pairs are in doubt, the first
// numbers of which it notes as far as there is room.
static isize normals(device *d, float *y, isize n, gaussian g, isize *doubtful, isize room) {
    struct drawing a = {.y = y, .n = n, .g = g, .doubtful = doubtful, .room = room};
    pool_run(device_pool(d), normal_piece, &a, (n + ABREAST * LANES - 1) / (ABREAST * LANES), PIECE / (ABREAST * LANES));
    return a.found;
}

#endif
