#include "kernel.h"

const isa *gander_isa(int i) {
    const isa *found[5] = {0};
    int n = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    int fma = __builtin_cpu_supports("fma"), avx2 = fma && __builtin_cpu_supports("avx2");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
        found[n++] = &isa_avx512;
    if (avx2)
        found[n++] = &isa_avx2;
    if (fma)
        found[n++] = &isa_portable;
#elif defined(__aarch64__)
    found[n++] = &isa_portable;
#endif
    found[n++] = &isa_emulated;
    return i < n ? found[i] : 0;
}
