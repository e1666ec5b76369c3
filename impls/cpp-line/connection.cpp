#include "connection.hpp"

#include <chrono>

#include "line-buffer.hpp"
#include "linger.hpp"
#include "stop.hpp"
#include "stream.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr LingerLimits after_long_line{.time = 2s, .bytes = 16 << 20};

}  // namespace

// Reading waits while the peer does not take its echoes. That bounds the memory of a connection to
// one line and one read, and lets TCP's flow control hold the peer back.
void serve_connection(Descriptor socket, const Descriptor& stop, std::size_t max_line_bytes) {
  LineBuffer lines(max_line_bytes);
  while (wait_for_input(socket, stop)) {
    const auto count = recv_some(socket, lines.room());
    // At the end of file every complete line has been sent already, and what it cuts off is none.
    // Closing delivers what the kernel still holds, then FIN.
    if (!count || *count == 0) return;
    lines.commit(*count);
    if (!send_all(socket, lines.complete())) return;
    lines.consume_complete();
    if (lines.overlong()) return linger(socket, after_long_line);
  }
}

}  // namespace echo
