#include "connection.hpp"

#include <poll.h>

#include <array>
#include <chrono>

#include "frame-buffer.hpp"
#include "linger.hpp"
#include "readiness.hpp"
#include "stream.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr LingerLimits after_bad_length{.time = 2s, .bytes = 16 << 20};

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
// one frame and one read, and lets TCP's flow control hold the peer back.
void serve_connection(Descriptor socket, const Descriptor& stop, std::size_t max_frame_bytes) {
  FrameBuffer frames(max_frame_bytes);
  while (wait_for_input(socket, stop)) {
    const auto count = recv_some(socket, frames.room());
    // At the end of file every complete frame has been sent already, and a partial one is dropped.
    // Closing delivers what the kernel still holds, then FIN.
    if (!count || *count == 0) return;
    frames.commit(*count);
    if (!send_all(socket, frames.complete())) return;
    frames.consume_complete();
    frames.trim();
    if (frames.oversized()) return linger(socket, after_bad_length);
  }
}

}  // namespace echo
