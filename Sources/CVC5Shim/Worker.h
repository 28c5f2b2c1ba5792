// A copy of this process that does one piece of work, gives its answers through a socket, and can be stopped at any time.
//
// The copy has all of the memory as it was, so nothing has to be sent to it; it leaves without running what is to be
// run when a process ends, so that files and buffers of the parent stay as they are. If it dies, the parent gets no
// answer, which is all that may happen.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace aim {

/// What a worker said; `lost` if it said nothing.
struct Reply {
  static constexpr uint8_t lost = 0xff;
  uint8_t status = lost;
  std::string text;
};

class Worker {
 public:
  /// Starts a copy that runs `body` and ends.
  /// Throws std::runtime_error if there can be none.
  static std::unique_ptr<Worker> started(const std::function<void(Worker &)> &body);

  /// Stops the copy.
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // In the parent:

  /// The next reply. After the milliseconds (0: no limit), and some more for a copy that is about to end by itself, it is
  /// stopped.
  Reply reply(uint64_t milliseconds);
  /// Puts a request, and gives the reply to it.
  Reply ask(int32_t request, uint64_t milliseconds);

  // In the copy:

  void reply(uint8_t status, const std::string &text);
  /// Nothing if the parent is gone.
  std::optional<int32_t> nextRequest();

 private:
  Worker(pid_t process, int connection) : process(process), connection(connection) {}
  void stop();

  /// The copy's, 0 in itself.
  pid_t process;
  int connection;
};

}  // namespace aim
