#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq"))), apply_to = function)
#else
#pragma GCC target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq,prefer-vector-width=512")
#endif

#define ISA avx512
#define LANES 16
#define HEIGHT 14
#define EMULATED 0
#include "isa.h"

#if defined(__clang__)
#pragma clang attribute pop
#endif

#endif
