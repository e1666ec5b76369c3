#pragma once

#include <poll.h>
#include <sys/signalfd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <span>

#include "descriptor.hpp"
#include "readiness.hpp"
#include "result.hpp"

namespace echo {

/// How long a stop waits for the last connections.
inline constexpr std::chrono::seconds patience_at_stop{4};

/// Longer than the round trip of a satellite link: what the peer sent before it could know of the
/// stop has arrived by then.
inline constexpr std::chrono::seconds quiet_before_stop{1};

/// A descriptor that is readable once SIGTERM or SIGINT has come, for as long as nobody reads the
/// signal.
inline Result<Descriptor> open_stop_descriptor() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  // Threads inherit the mask. A blocked signal reaches even a process that is PID 1, for which the
  // kernel would drop one that is left to its default action.
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Descriptor stop(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!stop) return last_error();
  return stop;
}

/// Waits for bytes, an end or an error; false means that the server stops and nothing is owed.
inline bool wait_for_input(const Descriptor& socket, const Descriptor& stop) {
  std::array<pollfd, 2> polled{{{.fd = socket.number(), .events = POLLIN, .revents = 0},
                                {.fd = stop.number(), .events = POLLIN, .revents = 0}}};
  wait_until_ready(polled);
  if (polled[0].revents != 0) return true;
  return ready_before(std::span(polled).first(1), Clock::now() + quiet_before_stop);
}

}  // namespace echo
