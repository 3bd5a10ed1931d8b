#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif

#define ISA avx2
#define LANES 8
#define HEIGHT 6
#define EMULATED 0
#include "isa.h"

#if defined(__clang__)
#pragma clang attribute pop
#endif

#endif
