#pragma once

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

#include "descriptor.hpp"
#include "result.hpp"

namespace echo {

/// The signals of a server that has children, as a descriptor to poll.
///
/// No handler ever runs, so that nothing has to be async-signal-safe and no call of the server is
/// interrupted by the end of a child.
class Signals {
 public:
  static Result<Signals> open() {
    // An ignored SIGCHLD is inherited, and the kernel would then report no child's end.
    if (std::signal(SIGCHLD, SIG_DFL) == SIG_ERR) return last_error();
    sigset_t watched;
    ::sigemptyset(&watched);
    for (const int number : {SIGTERM, SIGINT, SIGCHLD}) ::sigaddset(&watched, number);
    // Children inherit the mask, and keep it: a Ctrl-C or a service manager signals them as well
    // as the server, and only the server shall decide when they stop. A blocked signal reaches
    // even a process that is PID 1, for which the kernel would drop one left to its default.
    if (::sigprocmask(SIG_BLOCK, &watched, nullptr) != 0) return last_error();
    Descriptor descriptor(::signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor) return last_error();
    return Signals(std::move(descriptor));
  }

  /// The next signal that is pending, or nothing.
  [[nodiscard]] std::optional<int> next() const {
    signalfd_siginfo info;
    if (::read(descriptor_.number(), &info, sizeof info) != sizeof info) return std::nullopt;
    return static_cast<int>(info.ssi_signo);
  }

  [[nodiscard]] const Descriptor& descriptor() const { return descriptor_; }

 private:
  explicit Signals(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

}  // namespace echo
