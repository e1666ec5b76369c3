#pragma once

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <span>

namespace echo {

using Clock = std::chrono::steady_clock;

/// Polls until a descriptor is ready or `deadline` has passed; false means the latter.
inline bool ready_before(std::span<pollfd> descriptors, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const int timeout_ms = static_cast<int>(std::max<decltype(left)::rep>(left.count(), 0));
    const int count = ::poll(descriptors.data(), descriptors.size(), timeout_ms);
    if (count > 0) return true;
    if (count == 0) return false;
    // A signal, or the SIGCONT after a SIGSTOP, only interrupts the wait. No other error of poll()
    // can be met by waiting, and the call on the descriptor that follows will report it.
    if (errno != EINTR) return true;
  }
}

/// Polls for as long as it takes until a descriptor is ready.
inline void wait_until_ready(std::span<pollfd> descriptors) {
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0 && errno == EINTR) {
  }
}

}  // namespace echo
