#include "pair.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

namespace proxy {
namespace {

/// The error of a socket that epoll reports, or none.
int error_of(const echo::Descriptor& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

/// close() sends a reset now instead of a FIN.
void reset_at_close(const echo::Descriptor& socket) {
  constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::uint32_t events_for(bool input, bool output) {
  std::uint32_t events = 0;
  if (input) events |= EPOLLIN;
  if (output) events |= EPOLLOUT;
  return events;
}

bool is_connected(const echo::Descriptor& socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return ::getpeername(socket.number(), reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

}  // namespace

echo::Result<void> Pair::register_at(echo::Poller& poller) {
  client_.events = client_events();
  upstream_.events = upstream_events();
  if (auto added = poller.add(client_.socket, client_.events); !added) return added;
  return poller.add(upstream_.socket, upstream_.events);
}

bool Pair::advance(echo::Poller& poller, std::span<std::byte> room) {
  if (error_of(client_.socket) != 0 || error_of(upstream_.socket) != 0) {
    abort();
    return false;
  }
  connecting_ = connecting_ && !is_connected(upstream_.socket);
  if (!connecting_ && !pump(room)) {
    abort();
    return false;
  }
  if (up_.is_over() && down_.is_over()) return false;
  return await(poller, client_, client_events()) && await(poller, upstream_, upstream_events());
}

echo::Result<void> Pair::pump(std::span<std::byte> room) {
  if (auto up = up_.pump(client_.socket, upstream_.socket, room); !up) return up;
  return down_.pump(upstream_.socket, client_.socket, room);
}

void Pair::abort() {
  reset_at_close(client_.socket);
  reset_at_close(upstream_.socket);
}

std::uint32_t Pair::client_events() const {
  return events_for(!connecting_ && up_.wants_input(), down_.wants_output());
}

std::uint32_t Pair::upstream_events() const {
  return events_for(!connecting_ && down_.wants_input(), connecting_ || up_.wants_output());
}

/// epoll reports a hang-up whether or not anybody waits for it: of a socket on which both directions
/// have ended while the other side still stalls, for one. Edge-triggered, it does so once.
bool Pair::await(echo::Poller& poller, Side& side, std::uint32_t events) {
  const std::uint32_t wanted = events == 0 ? static_cast<std::uint32_t>(EPOLLET) : events;
  if (wanted == side.events) return true;
  side.events = wanted;
  return poller.change(side.socket, wanted).has_value();
}

}  // namespace proxy
