#include "byte-echo.hpp"

#include <poll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <span>

#include "readiness.hpp"
#include "stream.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t read_bytes = 64 * 1024;

// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
constexpr auto quiet_before_stop = 1s;

/// Waits for bytes, an end or an error; false means that the server stops and nothing is owed.
bool wait_for_input(const Descriptor& socket, const Descriptor& stop) {
  std::array<pollfd, 2> polled{{{.fd = socket.number(), .events = POLLIN, .revents = 0},
                                {.fd = stop.number(), .events = POLLIN, .revents = 0}}};
  wait_until_ready(polled);
  if (polled[0].revents != 0) return true;
  return ready_before(std::span(polled).first(1), Clock::now() + quiet_before_stop);
}

}  // namespace

// Reading waits while the peer does not take its echoes. That bounds the memory of a connection to
// one read, and lets TCP's flow control hold the peer back.
void echo_bytes(Descriptor socket, const Descriptor& stop) {
  std::array<std::byte, read_bytes> buffer;
  while (wait_for_input(socket, stop)) {
    const auto count = recv_some(socket, buffer);
    // At the end of file every byte has been sent already. Closing delivers what the kernel still
    // holds, then FIN.
    if (!count || *count == 0) return;
    if (!send_all(socket, std::span(buffer).first(*count))) return;
  }
}

}  // namespace echo
