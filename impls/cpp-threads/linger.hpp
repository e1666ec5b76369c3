#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstddef>

#include "descriptor.hpp"
#include "readiness.hpp"
#include "stream.hpp"

namespace echo {

struct LingerLimits {
  std::chrono::milliseconds time;
  std::size_t bytes;
};

/// Sends FIN, then discards what the peer still sends until its own end.
///
/// Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys the
/// echoes that are still on their way. The limits are for a peer that never ends.
inline void linger(const Descriptor& socket, LingerLimits limits) {
  ::shutdown(socket.number(), SHUT_WR);
  const auto deadline = Clock::now() + limits.time;
  std::array<pollfd, 1> polled{{{.fd = socket.number(), .events = POLLIN, .revents = 0}}};
  std::array<std::byte, 16 * 1024> discarded;
  std::size_t total = 0;
  while (total < limits.bytes && ready_before(polled, deadline)) {
    const auto count = recv_some(socket, discarded);
    if (!count || *count == 0) return;
    total += *count;
  }
}

}  // namespace echo
