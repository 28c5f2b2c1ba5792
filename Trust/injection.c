// Faults of the system, on demand: loaded into a process with LD_PRELOAD, it lets the n-th call of one function fail, or
// delivers a signal there. What fails is chosen by the environment, so that a harness can go through all calls of a run, one
// by one, and a failure can be repeated:
//
//   INJECT_CALL    the function: one of those below
//   INJECT_AT      which call of it, from 1, counted in each process (a forked one goes on counting)
//   INJECT_ERROR   the errno that it fails with; for `malloc` any number
//   INJECT_SIGNAL  instead: the signal that the process gets just before the call
//   INJECT_STICKY  set: all later calls fail too, as on a disk that is full
//   INJECT_MARK    a file that is made when it happens, so that the harness knows whether it did
//   INJECT_COUNT   instead of all that: a file that gets the number of calls of each function at the end
//
// A write that fails with ENOSPC has written half of its bytes first, as on a disk that runs full.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *call = "";
static long at = 0, number = 0, signalNumber = 0;
static int isSticky = 0;
static const char *mark = 0;
static atomic_long calls = 0;
static atomic_int isReady = 0;

static const char *const names[] = {
    "write", "open",       "read", "close", "rename", "fchmod", "mkdir",           "access",          "fstat",
    "stat",  "fork",       "poll", "send",  "malloc", "socketpair", "pthread_create", "pthread_sigmask",
};
enum { nameCount = sizeof names / sizeof names[0] };
static atomic_long counts[nameCount];
static int isCounting = 0;

__attribute__((destructor)) static void finish(void) {
  const char *path = getenv("INJECT_COUNT");
  if (!path) return;
  isCounting = 0;
  char text[nameCount * 40];
  int length = 0;
  for (int index = 0; index < nameCount; index++) {
    length += snprintf(text + length, sizeof text - length, "%s %ld\n", names[index], atomic_load(&counts[index]));
  }
  long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file >= 0 && syscall(SYS_write, file, text, length) == length) syscall(SYS_close, file);
}

static void countCall(const char *name) {
  for (int index = 0; index < nameCount; index++) {
    if (strcmp(name, names[index]) == 0) atomic_fetch_add(&counts[index], 1);
  }
}

__attribute__((constructor)) static void prepare(void) {
  const char *text;
  if ((text = getenv("INJECT_CALL"))) call = text;
  if ((text = getenv("INJECT_AT"))) at = atol(text);
  if ((text = getenv("INJECT_ERROR"))) number = atol(text);
  if ((text = getenv("INJECT_SIGNAL"))) signalNumber = atol(text);
  isSticky = getenv("INJECT_STICKY") != 0;
  mark = getenv("INJECT_MARK");
  isCounting = getenv("INJECT_COUNT") != 0;
  atomic_store(&isReady, 1);
}

/// Whether this call is the one; the signal has been sent then.
static int isDue(const char *name) {
  if (isCounting) countCall(name);
  if (!atomic_load(&isReady) || strcmp(name, call) != 0) return 0;
  long count = atomic_fetch_add(&calls, 1) + 1;
  if (count != at && !(isSticky && count > at)) return 0;
  if (mark) {
    long file = syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) syscall(SYS_close, file);
  }
  if (signalNumber) {
    kill(getpid(), (int)signalNumber);
    // Whoever waits for it on another thread ends the process there; the call must not come first.
    usleep(50000);
    return 0;
  }
  errno = (int)number;
  return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAILING(result, name, parameters, arguments) \
  result name parameters {                           \
    if (isDue(#name)) return -1;                     \
    return NEXT(name) arguments;                     \
  }

ssize_t write(int file, const void *data, size_t size) {
  if (isDue("write")) {
    // The next one fails: the part that was written is on the disk.
    if (number == ENOSPC && size > 1 && !isSticky) {
      atomic_store(&calls, at - 1);
      isSticky = 1;
      return syscall(SYS_write, file, data, size / 2);
    }
    errno = (int)number;
    return -1;
  }
  return syscall(SYS_write, file, data, size);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (isDue("open")) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

FAILING(ssize_t, read, (int file, void *data, size_t size), (file, data, size))
FAILING(int, close, (int file), (file))
FAILING(int, rename, (const char *from, const char *to), (from, to))
FAILING(int, fchmod, (int file, mode_t mode), (file, mode))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, access, (const char *path, int mode), (path, mode))
FAILING(int, fstat, (int file, struct stat *status), (file, status))
FAILING(int, stat, (const char *path, struct stat *status), (path, status))
FAILING(pid_t, fork, (void), ())
FAILING(int, socketpair, (int domain, int type, int protocol, int ends[2]), (domain, type, protocol, ends))
FAILING(int, poll, (struct pollfd *files, nfds_t count, int time), (files, count, time))
FAILING(ssize_t, send, (int file, const void *data, size_t size, int flags), (file, data, size, flags))
FAILING(int, pthread_sigmask, (int how, const sigset_t *set, sigset_t *old), (how, set, old))

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  if (isDue("pthread_create")) return (int)number;
  return NEXT(pthread_create)(thread, attributes, body, argument);
}

extern void *__libc_malloc(size_t);
void *malloc(size_t size) { return isDue("malloc") ? NULL : __libc_malloc(size); }
