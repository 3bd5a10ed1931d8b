#include "pool.h"

#include <stdlib.h>

#include "thread.h"

// The calls of a training step follow each other within microseconds, so a
// waiting thread looks this often before it sleeps: some 20 µs.
enum { LOOKS = 1000 };

struct pool {
    int threads; // with the caller
    thread *workers;

    mutex lock;
    condition posted, finished;
    int open;    // a call is there to be joined
    int closing; // workers shall end
    int joined;  // workers so far, which numbers them

    // Read without the lock by those who look before they sleep.
    unsigned calls; // made so far
    int busy;       // workers that joined and have not finished

    task *task;
    void *arguments;
    isize items, piece, next;
};

// work takes pieces until none are left.
static void work(pool *p, int worker) {
    for (;;) {
        isize from = __atomic_fetch_add(&p->next, p->piece, __ATOMIC_RELAXED);
        if (from >= p->items)
            return;
        isize to = p->items - from < p->piece ? p->items : from + p->piece;
        p->task(p->arguments, from, to, worker);
    }
}

// await waits for a call that the worker has not seen, or for the end. It holds
// the lock when it returns.
static void await(pool *p, unsigned seen) {
    for (int i = 0; i < LOOKS && __atomic_load_n(&p->calls, __ATOMIC_RELAXED) == seen; i++)
        thread_pause();
    mutex_lock(&p->lock);
    while (p->calls == seen && !p->closing)
        condition_wait(&p->posted, &p->lock);
}

static THREAD_RESULT worker(void *argument) {
    pool *p = argument;
    unsigned seen = 0;
    for (;;) {
        await(p, seen);
        if (p->closing)
            break;
        seen = p->calls;
        if (p->open) {
            int number = ++p->joined;
            __atomic_add_fetch(&p->busy, 1, __ATOMIC_RELAXED);
            mutex_unlock(&p->lock);
            work(p, number);
            mutex_lock(&p->lock);
            if (__atomic_sub_fetch(&p->busy, 1, __ATOMIC_RELEASE) == 0)
                condition_wake(&p->finished);
        }
        mutex_unlock(&p->lock);
    }
    mutex_unlock(&p->lock);
    return 0;
}

static void post(pool *p, task *t, void *arguments, isize n, isize piece) {
    mutex_lock(&p->lock);
    p->task = t;
    p->arguments = arguments;
    p->items = n;
    p->piece = piece;
    p->next = 0;
    p->joined = 0;
    p->open = 1;
    __atomic_add_fetch(&p->calls, 1, __ATOMIC_RELEASE);
    condition_wake(&p->posted);
    mutex_unlock(&p->lock);
}

// finish waits for the workers that joined; others come too late.
static void finish(pool *p) {
    mutex_lock(&p->lock);
    p->open = 0;
    mutex_unlock(&p->lock);
    for (int i = 0; i < LOOKS && __atomic_load_n(&p->busy, __ATOMIC_ACQUIRE); i++)
        thread_pause();
    mutex_lock(&p->lock);
    while (p->busy)
        condition_wait(&p->finished, &p->lock);
    mutex_unlock(&p->lock);
}

void pool_run(pool *p, task *t, void *arguments, isize n, isize piece) {
    if (p->threads == 1 || n <= piece) {
        if (n > 0)
            t(arguments, 0, n, 0);
        return;
    }
    post(p, t, arguments, n, piece);
    work(p, 0);
    finish(p);
}

pool *pool_open(int threads) {
    pool *p = calloc(1, sizeof *p);
    if (!p || !(p->workers = calloc(threads, sizeof *p->workers))) {
        free(p);
        return NULL;
    }
    mutex_init(&p->lock);
    condition_init(&p->posted);
    condition_init(&p->finished);
    for (p->threads = 1; p->threads < threads; p->threads++) {
        if (!thread_start(&p->workers[p->threads], worker, p)) {
            pool_close(p);
            return NULL;
        }
    }
    return p;
}

void pool_close(pool *p) {
    mutex_lock(&p->lock);
    p->closing = 1;
    condition_wake(&p->posted);
    mutex_unlock(&p->lock);
    for (int i = 1; i < p->threads; i++)
        thread_join(p->workers[i]);
    free(p->workers);
    free(p);
}
