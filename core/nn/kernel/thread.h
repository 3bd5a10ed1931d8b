// The few functions of an operating system that a pool of threads needs.
#ifndef GANDER_THREAD_H
#define GANDER_THREAD_H

#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <process.h>

typedef SRWLOCK mutex;
typedef CONDITION_VARIABLE condition;
typedef HANDLE thread;
#define THREAD_RESULT unsigned __stdcall

static inline void mutex_init(mutex *m) { InitializeSRWLock(m); }
static inline void mutex_lock(mutex *m) { AcquireSRWLockExclusive(m); }
static inline void mutex_unlock(mutex *m) { ReleaseSRWLockExclusive(m); }
static inline void condition_init(condition *c) { InitializeConditionVariable(c); }
static inline void condition_wait(condition *c, mutex *m) { SleepConditionVariableSRW(c, m, INFINITE, 0); }
static inline void condition_wake(condition *c) { WakeAllConditionVariable(c); }
static inline int thread_start(thread *t, unsigned(__stdcall *f)(void *), void *argument) {
    *t = (HANDLE)_beginthreadex(NULL, 0, f, argument, 0, NULL);
    return *t != 0;
}
static inline void thread_join(thread t) {
    WaitForSingleObject(t, INFINITE);
    CloseHandle(t);
}

#else

#include <pthread.h>
#include <signal.h>

typedef pthread_mutex_t mutex;
typedef pthread_cond_t condition;
typedef pthread_t thread;
#define THREAD_RESULT void *

static inline void mutex_init(mutex *m) { pthread_mutex_init(m, NULL); }
static inline void mutex_lock(mutex *m) { pthread_mutex_lock(m); }
static inline void mutex_unlock(mutex *m) { pthread_mutex_unlock(m); }
static inline void condition_init(condition *c) { pthread_cond_init(c, NULL); }
static inline void condition_wait(condition *c, mutex *m) { pthread_cond_wait(c, m); }
static inline void condition_wake(condition *c) { pthread_cond_broadcast(c); }
// Signals are left to the Go runtime's threads.
static inline int thread_start(thread *t, void *(*f)(void *), void *argument) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(t, NULL, f, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}
static inline void thread_join(thread t) { pthread_join(t, NULL); }

#endif

// thread_pause tells the processor that the caller is waiting in a loop.
static inline void thread_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
