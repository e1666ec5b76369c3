#include "direction.hpp"

#include <sys/socket.h>

#include "stream.hpp"

namespace proxy {
namespace {

/// What a socket takes now; zero if it takes nothing.
echo::Result<std::size_t> send_now(const echo::Descriptor& to, std::span<const std::byte> bytes) {
  const auto sent = echo::send_some(to, bytes);
  if (!sent && echo::would_block(sent.error())) return 0;
  return sent;
}

void pass_on_end(const echo::Descriptor& to) { ::shutdown(to.number(), SHUT_WR); }

}  // namespace

echo::Result<void> Direction::pump(const echo::Descriptor& from, const echo::Descriptor& to,
                                   std::span<std::byte> room) {
  if (wants_output()) {
    if (auto sent = send_left(to); !sent) return sent;
  }
  return wants_input() ? receive(from, to, room) : echo::Result<void>{};
}

echo::Result<void> Direction::send_left(const echo::Descriptor& to) {
  const auto sent = send_now(to, left_);
  if (!sent) return std::unexpected(sent.error());
  left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(*sent));
  // An idle pair keeps no memory.
  if (left_.empty()) left_ = {};
  return {};
}

echo::Result<void> Direction::receive(const echo::Descriptor& from, const echo::Descriptor& to,
                                      std::span<std::byte> room) {
  const auto received = echo::recv_some(from, room);
  if (!received) {
    if (echo::would_block(received.error())) return {};
    return std::unexpected(received.error());
  }
  if (*received == 0) {
    ended_ = true;
    pass_on_end(to);
    return {};
  }
  const std::span<const std::byte> bytes = room.first(*received);
  const auto sent = send_now(to, bytes);
  if (!sent) return std::unexpected(sent.error());
  const auto rest = bytes.subspan(*sent);
  left_.assign(rest.begin(), rest.end());
  return {};
}

}  // namespace proxy
