#include "connection.hpp"

#include <array>
#include <chrono>

#include "frame-buffer.hpp"
#include "linger.hpp"
#include "stop.hpp"
#include "stream.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr LingerLimits after_bad_length{.time = 2s, .bytes = 16 << 20};

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
