#include "Worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace aim {

namespace {

using Clock = std::chrono::steady_clock;

/// A reply is no longer than this.
constexpr uint32_t textLimit = 1 << 24;

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/// That the other side is gone is no signal, but a failure.
bool writeAll(int file, const void *data, size_t size) {
  const char *next = static_cast<const char *>(data);
  while (size > 0) {
    ssize_t written = send(file, next, size, MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    next += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

/// False at the end of the file, and after the deadline.
bool readAll(int file, void *data, size_t size, std::optional<Clock::time_point> deadline = std::nullopt) {
  char *next = static_cast<char *>(data);
  while (size > 0) {
    int wait = -1;
    if (deadline) {
      auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      if (rest <= 0) return false;
      wait = static_cast<int>(std::min<int64_t>(rest, 60'000));
    }
    pollfd ready = {file, POLLIN, 0};
    int count = poll(&ready, 1, wait);
    if (count == 0 || (count < 0 && errno == EINTR)) continue;
    if (count < 0) return false;
    ssize_t got = read(file, next, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    next += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

/// Signals are the parent's business: what it does on them must not be done twice. A crash is told by the end of the
/// connection, and by nothing else.
void forgetSignals() {
  for (int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGILL, SIGTRAP, SIGABRT,
                     SIGSEGV, SIGBUS, SIGFPE}) {
    signal(number, SIG_DFL);
  }
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

std::unique_ptr<Worker> Worker::started(const std::function<void(Worker &)> &body) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error(std::strerror(errno));
  for (int end : ends) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
    int yes = 1;
    setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
  }
  pid_t parent = getpid();
  pid_t process = fork();
  if (process < 0) {
    int reason = errno;
    close(ends[0]);
    close(ends[1]);
    throw std::runtime_error(std::strerror(reason));
  }
  if (process > 0) {
    close(ends[1]);
    return std::unique_ptr<Worker>(new Worker(process, ends[0]));
  }
  forgetSignals();
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(1);
  close(ends[0]);
  try {
    Worker self(0, ends[1]);
    body(self);
  } catch (...) {
  }
  _exit(0);
}

Worker::~Worker() {
  stop();
  close(connection);
}

void Worker::stop() {
  if (process <= 0) return;
  kill(process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  process = 0;
}

Reply Worker::reply(uint64_t milliseconds) {
  std::optional<Clock::time_point> deadline;
  if (milliseconds > 0) {
    deadline = Clock::now() + std::chrono::milliseconds(milliseconds + milliseconds / 4 + 200);
  }
  Reply result;
  uint32_t size = 0;
  if (!readAll(connection, &result.status, 1, deadline) || !readAll(connection, &size, sizeof size, deadline)
      || size > textLimit) {
    bool isLate = deadline && Clock::now() >= *deadline;
    stop();
    return {Reply::lost, isLate ? "unknown (stopped: it did not keep to its limits)" : "unknown (the solver ended)"};
  }
  result.text.resize(size);
  if (!readAll(connection, result.text.data(), size, deadline)) {
    stop();
    return {Reply::lost, "unknown (the solver ended)"};
  }
  return result;
}

Reply Worker::ask(int32_t request, uint64_t milliseconds) {
  if (process == 0 || !writeAll(connection, &request, sizeof request)) return {Reply::lost, "the solver ended"};
  return reply(milliseconds);
}

void Worker::reply(uint8_t status, const std::string &text) {
  uint32_t size = static_cast<uint32_t>(std::min<size_t>(text.size(), textLimit));
  if (!writeAll(connection, &status, 1) || !writeAll(connection, &size, sizeof size)
      || !writeAll(connection, text.data(), size)) {
    _exit(1);
  }
}

std::optional<int32_t> Worker::nextRequest() {
  int32_t request = 0;
  if (!readAll(connection, &request, sizeof request)) return std::nullopt;
  return request;
}

}  // namespace aim
