// Four lanes, and the processor's fused multiply-add: every x86-64 since 2013
// and every arm64 has it.
#if defined(__x86_64__)
#include <immintrin.h>
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("fma"))), apply_to = function)
#else
#pragma GCC target("fma")
#endif
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__x86_64__) || defined(__aarch64__)

#define ISA portable
#define LANES 4
#if defined(__aarch64__)
#define HEIGHT 14
#else
#define HEIGHT 6
#endif
#define EMULATED 0
#include "isa.h"

#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif

#endif
