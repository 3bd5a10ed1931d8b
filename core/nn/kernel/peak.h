// The most multiply-adds that an instruction set does: what speeds are compared
// with.
#include "device.h"
#include "simd.h"

// Enough chains that none waits for its own last sum, and few enough that they
// and the factors fit the registers of every instruction set.
enum { CHAINS = 12, TURNS = 1 << 14 };

struct peak {
    float *sums; // a share of LANES for each worker, so that nothing is optimised away
};

static void peak_piece(void *arguments, isize from, isize to, int worker) {
    const struct peak *p = arguments;
    float *mine = p->sums + worker * LANES;
    vec a = load(mine), sum[CHAINS];
    UNROLL
    for (int j = 0; j < CHAINS; j++)
        sum[j] = a + splat((float)j);
    for (isize i = from * TURNS; i < to * TURNS; i++) {
        UNROLL
        for (int j = 0; j < CHAINS; j++)
            sum[j] = vfused(sum[j], a, a);
    }
    for (int j = 1; j < CHAINS; j++)
        sum[0] += sum[j];
    store(mine, sum[0]);
}

// peak does n pieces of work and gives the multiply-adds of each.
static isize peak(device *d, isize n) {
    struct peak p = {device_memory(d, PARTS, LANES * device_threads(d))};
    memset(p.sums, 0, LANES * device_threads(d) * sizeof(float));
    pool_run(device_pool(d), peak_piece, &p, n, 1);
    return (isize)TURNS * CHAINS * LANES;
}
