#include "client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <expected>
#include <iostream>
#include <span>
#include <vector>

#include "address.hpp"
#include "descriptor.hpp"
#include "frame.hpp"
#include "readiness.hpp"
#include "stream.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

// Leaves room for three SYN segments, sent at 0, 1 and 3 s, before the next address is tried.
constexpr auto connect_patience = 4s;
constexpr auto exchange_patience = 10s;

Result<Descriptor> connect_to(const addrinfo& address) {
  Descriptor socket(
      ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return last_error();
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  // An interrupted connect() goes on in the background just like a non-blocking one.
  if (errno != EINPROGRESS && errno != EINTR) return last_error();

  std::array<pollfd, 1> polled{{{.fd = socket.number(), .events = POLLOUT, .revents = 0}}};
  if (!ready_before(polled, Clock::now() + connect_patience)) {
    return std::unexpected(std::make_error_code(std::errc::timed_out));
  }
  int error = 0;
  socklen_t error_size = sizeof error;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &error_size) != 0) {
    return last_error();
  }
  if (error != 0) return std::unexpected(std::error_code(error, std::system_category()));
  return socket;
}

/// Tries the addresses of `host` in turn; the error is that of the last one.
Result<Descriptor> connect_to_any(const std::string& host, const std::string& port) {
  const auto addresses = resolve(host, port, 0);
  if (!addresses) return std::unexpected(addresses.error());
  Result<Descriptor> socket =
      std::unexpected(std::make_error_code(std::errc::address_not_available));
  for (const addrinfo& address : *addresses) {
    socket = connect_to(address);
    if (socket) break;
  }
  return socket;
}

bool is_temporary(const std::error_code& error) {
  return error == std::errc::operation_would_block ||
         error == std::errc::resource_unavailable_try_again;
}

/// Sends `frame` and waits for its echo; the error is a sentence for the user.
///
/// Both directions are served at once: a server that echoes while it reads would otherwise block on
/// a message that is larger than the socket buffers, and this client with it.
std::expected<void, std::string> send_and_match(const Descriptor& socket,
                                                std::span<const std::byte> frame) {
  const auto deadline = Clock::now() + exchange_patience;
  auto unsent = frame;
  auto expected = frame;
  std::array<std::byte, 32 * 1024> received;
  while (!expected.empty()) {
    const short events = unsent.empty() ? POLLIN : POLLIN | POLLOUT;
    std::array<pollfd, 1> polled{{{.fd = socket.number(), .events = events, .revents = 0}}};
    if (!ready_before(polled, deadline)) return std::unexpected("no echo before the deadline");

    if ((polled[0].revents & POLLOUT) != 0) {
      const ssize_t count = ::send(socket.number(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        unsent = unsent.subspan(static_cast<std::size_t>(count));
      } else if (const auto error = last_error().error(); !is_temporary(error)) {
        return std::unexpected("cannot send: " + error.message());
      }
    }
    if ((polled[0].revents & ~POLLOUT) != 0) {
      // Never past the echo: what follows it is not this client's to judge.
      const auto room = std::span(received).first(std::min(received.size(), expected.size()));
      const auto count = recv_some(socket, room);
      if (!count && is_temporary(count.error())) continue;
      if (!count) return std::unexpected("cannot receive: " + count.error().message());
      if (*count == 0) return std::unexpected("the server closed before the whole echo");
      // A wrong length shows here too, so that no length ever decides how much is received.
      if (!std::ranges::equal(room.first(*count), expected.first(*count))) {
        return std::unexpected("the echo differs from the message");
      }
      expected = expected.subspan(*count);
    }
  }
  return {};
}

}  // namespace

int run_client(const std::string& host, const std::string& port, const std::string& message) {
  const auto socket = connect_to_any(host, port);
  if (!socket) {
    std::cerr << "echo: cannot connect to " << host << " port " << port << ": "
              << socket.error().message() << '\n';
    return EXIT_FAILURE;
  }
  const auto frame = encode_frame(std::as_bytes(std::span(message)));
  if (const auto echoed = send_and_match(*socket, frame); !echoed) {
    std::cerr << "echo: " << echoed.error() << '\n';
    return EXIT_FAILURE;
  }
  // The echo equals the message, so the message is what there is to print.
  std::cout << message << std::flush;
  return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace echo
