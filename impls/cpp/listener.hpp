#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>

#include "address.hpp"
#include "descriptor.hpp"
#include "result.hpp"

namespace echo {

/// setsockopt() for the options that are a plain int.
inline bool set_option(const Descriptor& socket, int level, int option, int value) {
  return ::setsockopt(socket.number(), level, option, &value, sizeof value) == 0;
}

inline Result<Descriptor> listen_at(const addrinfo& address) {
  // Non-blocking, because a connection can vanish between poll() and accept().
  Descriptor socket(
      ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return last_error();
  // A restarted server must not wait until its predecessor's connections have left TIME-WAIT.
  // SO_REUSEPORT would be wrong: two servers could then share the port and not notice.
  if (!set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1)) return last_error();
  // The system-wide default may be IPv6 only; `::` shall serve IPv4 too.
  if (address.ai_family == AF_INET6 && !set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0)) {
    return last_error();
  }
  if (::bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0) return last_error();
  if (::listen(socket.number(), SOMAXCONN) != 0) return last_error();
  return socket;
}

/// Listens on the first address of `host` that lets itself be bound.
inline Result<Descriptor> listen_on(const std::string& host, const std::string& port) {
  const auto addresses = resolve(host, port, AI_PASSIVE);
  if (!addresses) return std::unexpected(addresses.error());
  Result<Descriptor> listener =
      std::unexpected(std::make_error_code(std::errc::address_not_available));
  for (const addrinfo& address : *addresses) {
    listener = listen_at(address);
    if (listener) break;
  }
  return listener;
}

/// The accepted connection does not delay a small echo behind an unacknowledged one.
///
/// It blocks, unless `flags` has SOCK_NONBLOCK.
inline Result<Descriptor> accept_from(const Descriptor& listener, int flags = 0) {
  Descriptor socket(::accept4(listener.number(), nullptr, nullptr, flags | SOCK_CLOEXEC));
  if (!socket) return last_error();
  // This fails only for a connection that has died already, which the first recv() will report.
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return socket;
}

/// Distinguishes errors of accept() that last from those of one connection that has already gone.
inline bool lacks_resources(const std::error_code& error) {
  return error == std::errc::too_many_files_open ||
         error == std::errc::too_many_files_open_in_system ||
         error == std::errc::no_buffer_space || error == std::errc::not_enough_memory;
}

}  // namespace echo
