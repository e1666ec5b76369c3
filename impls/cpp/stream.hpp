#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <span>

#include "descriptor.hpp"
#include "result.hpp"

namespace echo {

/// Receives what has arrived, at least one byte; zero means that the peer has sent FIN.
inline Result<std::size_t> recv_some(const Descriptor& socket, std::span<std::byte> into) {
  for (;;) {
    const ssize_t count = ::recv(socket.number(), into.data(), into.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return last_error();
  }
}

/// Fills `into`, however the bytes were segmented; fewer mean that the peer has sent FIN.
inline Result<std::size_t> recv_exact(const Descriptor& socket, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto count = recv_some(socket, into.subspan(filled));
    if (!count) return count;
    if (*count == 0) break;
    filled += *count;
  }
  return filled;
}

/// Sends all of `bytes`, and blocks for as long as the peer does not take them.
inline Result<void> send_all(const Descriptor& socket, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    // A peer that has gone must be an error of this connection, not a SIGPIPE to the process.
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return last_error();
    }
  }
  return {};
}

}  // namespace echo
