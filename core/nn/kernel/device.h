// What the kernels need of a device: its threads and its scratch memory.
#ifndef GANDER_DEVICE_H
#define GANDER_DEVICE_H

#include "kernel.h"
#include "pool.h"

// The scratch memories of a device; each serves one purpose in one call.
enum memory { PANELS, ROWS, ZEROS, PARTS, TRANSPOSED, MEMORIES };

pool *device_pool(device *);
int device_threads(device *);

// device_memory is scratch of at least n numbers on a 64-byte boundary, valid
// until the same memory is asked for again. ZEROS holds zeros and is only read.
float *device_memory(device *, enum memory, isize n);


// device_run is pool_run for calls that need no scratch memory and no
// instruction set.
void device_run(device *, task *, void *arguments, isize n, isize piece);

#endif
