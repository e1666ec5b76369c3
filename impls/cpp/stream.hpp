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

/// Sends as much as the socket's buffer takes; a blocking socket takes everything.
inline Result<std::size_t> send_some(const Descriptor& socket, std::span<const std::byte> bytes) {
  for (;;) {
    // A peer that has gone must be an error of this connection, not a SIGPIPE to the process.
    const ssize_t count = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return last_error();
  }
}

/// Sends all of `bytes`, and blocks for as long as the peer does not take them.
inline Result<void> send_all(const Descriptor& socket, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = send_some(socket, bytes);
    if (!count) return std::unexpected(count.error());
    bytes = bytes.subspan(*count);
  }
  return {};
}

/// Whether a non-blocking socket only has to be asked again later.
inline bool would_block(const std::error_code& error) {
  return error == std::errc::operation_would_block ||
         error == std::errc::resource_unavailable_try_again;
}

}  // namespace echo
