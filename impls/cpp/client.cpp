#include "client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <expected>
#include <iostream>
#include <utility>

#include "address.hpp"
#include "descriptor.hpp"
#include "frame.hpp"
#include "parse-size.hpp"
#include "readiness.hpp"
#include "stream.hpp"

namespace echo {
namespace {

/// Nothing, or a sentence for the user.
using Outcome = std::expected<void, std::string>;

/// Waits for the events of one socket; false means that the deadline has passed.
bool wait_for(const Descriptor& socket, short events, Clock::time_point deadline, short& happened) {
  std::array<pollfd, 1> polled{{{.fd = socket.number(), .events = events, .revents = 0}}};
  const bool ready = ready_before(polled, deadline);
  happened = polled[0].revents;
  return ready;
}

Result<Descriptor> connect_to(const addrinfo& address, Clock::time_point deadline) {
  Descriptor socket(
      ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return last_error();
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  // An interrupted connect() goes on in the background just like a non-blocking one.
  if (errno != EINPROGRESS && errno != EINTR) return last_error();

  short happened = 0;
  if (!wait_for(socket, POLLOUT, deadline, happened)) {
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

/// Tries the addresses of the host in turn; the error is that of the last one.
///
/// Each gets an equal share of the time that is left, so that one that swallows every segment does not
/// keep the next from being tried.
Result<Descriptor> connect_to_any(const ClientOptions& options) {
  const auto deadline = Clock::now() + options.deadline;
  const auto addresses = resolve(options.host, options.port, 0);
  if (!addresses) return std::unexpected(addresses.error());
  int untried = 0;
  for ([[maybe_unused]] const addrinfo& address : *addresses) ++untried;
  Result<Descriptor> socket =
      std::unexpected(std::make_error_code(std::errc::address_not_available));
  for (const addrinfo& address : *addresses) {
    const auto now = Clock::now();
    socket = connect_to(address, now + (deadline - now) / untried--);
    if (socket) break;
  }
  return socket;
}

/// One connection to an echo server, on which no silence lasts longer than the deadline.
class Conversation {
 public:
  Conversation(Descriptor socket, std::chrono::milliseconds deadline)
      : socket_(std::move(socket)), deadline_(deadline) {}

  /// Sends one frame and waits for its echo.
  ///
  /// Both directions are served at once: a server that echoes while it reads would otherwise block on
  /// a message that is larger than the socket buffers, and this client with it.
  Outcome exchange(std::span<const std::byte> frame) {
    auto unsent = frame;
    auto expected = frame;
    while (!expected.empty()) {
      const short events = unsent.empty() ? POLLIN : POLLIN | POLLOUT;
      short happened = 0;
      if (!wait_for(socket_, events, Clock::now() + deadline_, happened)) {
        return std::unexpected("no echo before the deadline");
      }
      if ((happened & POLLOUT) != 0) {
        if (auto sent = send_from(unsent); !sent) return sent;
      }
      if ((happened & ~POLLOUT) != 0) {
        if (auto matched = match(expected); !matched) return matched;
      }
    }
    return {};
  }

  /// Shuts down writing, and waits for the peer's end of file.
  Outcome finish() {
    ::shutdown(socket_.number(), SHUT_WR);
    short happened = 0;
    if (!wait_for(socket_, POLLIN, Clock::now() + deadline_, happened)) {
      return std::unexpected("the server did not close before the deadline");
    }
    std::array<std::byte, 1> beyond;
    const auto count = recv_some(socket_, beyond);
    if (!count) return std::unexpected("cannot receive: " + count.error().message());
    if (*count > 0) return std::unexpected("bytes beyond the echo");
    return {};
  }

 private:
  Outcome send_from(std::span<const std::byte>& unsent) {
    const auto count = send_some(socket_, unsent);
    if (count) {
      unsent = unsent.subspan(*count);
    } else if (!would_block(count.error())) {
      return std::unexpected("cannot send: " + count.error().message());
    }
    return {};
  }

  Outcome match(std::span<const std::byte>& expected) {
    // Never past the echo: what follows it is looked at when the next one is due, or none.
    std::array<std::byte, 32 * 1024> received;
    const auto room = std::span(received).first(std::min(received.size(), expected.size()));
    const auto count = recv_some(socket_, room);
    if (!count) {
      if (would_block(count.error())) return {};
      return std::unexpected("cannot receive: " + count.error().message());
    }
    if (*count == 0) return std::unexpected("the server closed before the whole echo");
    // A wrong length shows here too, so that no length ever decides how much is received.
    if (!std::ranges::equal(room.first(*count), expected.first(*count))) {
      return std::unexpected("the echo differs from the message");
    }
    expected = expected.subspan(*count);
    return {};
  }

  Descriptor socket_;
  std::chrono::milliseconds deadline_;
};

Outcome converse(const ClientOptions& options, std::span<const std::string> messages) {
  for (const std::string& message : messages) {
    if (message.size() > options.max_frame_bytes) {
      return std::unexpected("a message is longer than the largest frame");
    }
  }
  auto socket = connect_to_any(options);
  if (!socket) {
    return std::unexpected("cannot connect to " + options.host + " port " + options.port + ": " +
                           socket.error().message());
  }
  Conversation conversation(std::move(*socket), options.deadline);
  for (const std::string& message : messages) {
    const auto frame = encode_frame(std::as_bytes(std::span(message)));
    if (auto echoed = conversation.exchange(frame); !echoed) return echoed;
  }
  return conversation.finish();
}

std::size_t size_from_environment(const char* name, std::size_t otherwise) {
  // Nothing here changes the environment, and there is one thread.
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : parse_size(text).value_or(otherwise);
}

}  // namespace

ClientOptions client_options(std::string host, std::string port) {
  constexpr std::size_t default_deadline_ms = 10'000;
  return {
      .host = std::move(host),
      .port = std::move(port),
      .max_frame_bytes = size_from_environment("SOCKSPEC_MAX_FRAME", default_max_frame_bytes),
      .deadline = std::chrono::milliseconds(
          size_from_environment("SOCKSPEC_DEADLINE_MS", default_deadline_ms)),
  };
}

int run_client(const ClientOptions& options, std::span<const std::string> messages) {
  if (const auto echoed = converse(options, messages); !echoed) {
    std::cerr << "echo: " << echoed.error() << '\n';
    return EXIT_FAILURE;
  }
  // Each echo equals its message, so the messages are what there is to print.
  for (const std::string& message : messages) std::cout << message << '\n';
  std::cout << std::flush;
  return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace echo
