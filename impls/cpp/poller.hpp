#pragma once

#include <sys/epoll.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "descriptor.hpp"
#include "readiness.hpp"
#include "result.hpp"

namespace echo {

/// Waits for many descriptors at once, with epoll(7), level-triggered: what was left unread or
/// unwritten is reported again.
class Poller {
 public:
  static Result<Poller> open() {
    Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll) return last_error();
    return Poller(std::move(epoll));
  }

  /// `events` are EPOLLIN and EPOLLOUT; an error or the end of both directions is always reported.
  /// Closing the descriptor ends it.
  Result<void> add(const Descriptor& descriptor, std::uint32_t events) {
    return control(EPOLL_CTL_ADD, descriptor, events);
  }
  Result<void> change(const Descriptor& descriptor, std::uint32_t events) {
    return control(EPOLL_CTL_MOD, descriptor, events);
  }

  /// Waits until something is ready or `deadline` has passed.
  ///
  /// Returns the part of `room` that holds an event for each descriptor that is ready.
  std::span<const epoll_event> wait(std::span<epoll_event> room,
                                    std::optional<Clock::time_point> deadline) {
    const int count = ::epoll_wait(epoll_.number(), room.data(), static_cast<int>(room.size()),
                                   deadline ? milliseconds_until(*deadline) : -1);
    // The only error left is EINTR: of the SIGCONT after a SIGSTOP, say.
    return room.first(static_cast<std::size_t>(std::max(count, 0)));
  }

 private:
  explicit Poller(Descriptor epoll) : epoll_(std::move(epoll)) {}

  Result<void> control(int operation, const Descriptor& descriptor, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = descriptor.number()}};
    if (::epoll_ctl(epoll_.number(), operation, descriptor.number(), &event) != 0) {
      return last_error();
    }
    return {};
  }

  static int milliseconds_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::max<decltype(left)::rep>(left.count(), 0));
  }

  Descriptor epoll_;
};

}  // namespace echo
