#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "result.hpp"

namespace echo {

enum class Side { parent, child };

/// The processes that serve connections, known from their fork to their end.
class Children {
 public:
  explicit Children(std::size_t limit) : limit_(limit) {
    // With the memory reserved, no allocation can fail between a fork and recording its child.
    processes_.reserve(limit);
  }

  /// Returns twice, once on each side, unless it fails.
  Result<Side> fork() {
    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process < 0) return last_error();
    if (process == 0) {
      die_with(parent);
      return Side::child;
    }
    processes_.push_back(process);
    return Side::parent;
  }

  /// Takes note of all that have ended, so that none stays behind as a zombie.
  void reap() {
    // Several ends can share one SIGCHLD. As PID 1 this process also gets the orphans of others,
    // which have to be reaped and must not count.
    for (;;) {
      const pid_t process = ::waitpid(-1, nullptr, WNOHANG);
      if (process > 0) {
        std::erase(processes_, process);
      } else if (process == 0 || errno != EINTR) {
        return;
      }
    }
  }

  /// Ends all that are left, and waits for them.
  void kill_all() {
    for (const pid_t process : processes_) ::kill(process, SIGKILL);
    for (const pid_t process : processes_) {
      while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    processes_.clear();
  }

  [[nodiscard]] bool full() const { return processes_.size() >= limit_; }
  [[nodiscard]] bool empty() const { return processes_.empty(); }

 private:
  /// Ends the calling child when its parent does, by whatever cause.
  ///
  /// A server that was killed must not live on in its connections: they would hold its port's
  /// addresses, and nobody would be left to stop them.
  static void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before it was asked for.
    if (::getppid() != parent) std::_Exit(EXIT_FAILURE);
  }

  std::size_t limit_;
  std::vector<pid_t> processes_;
};

}  // namespace echo
