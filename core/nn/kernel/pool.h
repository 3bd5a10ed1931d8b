// Threads that share the work of one call.
#ifndef GANDER_POOL_H
#define GANDER_POOL_H

#include "kernel.h"

typedef struct pool pool;

// A task does the items from … to−1 of a call. Workers are numbered from 0, the
// caller; two tasks that run at once have different numbers.
typedef void task(void *arguments, isize from, isize to, int worker);

pool *pool_open(int threads);
void pool_close(pool *);

// pool_run does items 0 … n−1 in pieces of the given size, in any order and on
// any thread: a task's result must not depend on how the items are cut.
void pool_run(pool *, task *, void *arguments, isize n, isize piece);

#endif
