// The server that tutorials begin with: accept, read one frame, echo it, close, next.
//
// It is correct for what it does. While it serves one peer, the others wait in the backlog.

#include <poll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <string>

#include "descriptor.hpp"
#include "frame.hpp"
#include "linger.hpp"
#include "listener.hpp"
#include "parse-size.hpp"
#include "readiness.hpp"
#include "stream.hpp"

namespace {

using namespace std::chrono_literals;

// Long enough for a peer that ends when it has its echo, short enough for those in the backlog.
constexpr echo::LingerLimits after_echo{.time = 500ms, .bytes = 4 << 20};
constexpr auto pause_without_resources = 50ms;

void echo_one_frame(const echo::Descriptor& socket, std::size_t max_frame_bytes) {
  const auto payload = echo::recv_frame(socket, max_frame_bytes);
  if (payload && !echo::send_all(socket, echo::encode_frame(*payload))) return;
  // Without a whole frame nothing is owed, and the peer gets no more than the FIN.
  echo::linger(socket, after_echo);
}

void serve_for_ever(const echo::Descriptor& listener, std::size_t max_frame_bytes) {
  std::array<pollfd, 1> polled{{{.fd = listener.number(), .events = POLLIN, .revents = 0}}};
  for (;;) {
    echo::wait_until_ready(polled);
    if (const auto socket = echo::accept_from(listener)) {
      echo_one_frame(*socket, max_frame_bytes);
    } else if (echo::lacks_resources(socket.error())) {
      // The connection is still in the backlog; asking again at once would spin a core.
      echo::ready_before({}, echo::Clock::now() + pause_without_resources);
    }
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  const auto max_frame_bytes = echo::parse_size(argument_count == 4 ? arguments[3] : "");
  if (!max_frame_bytes) {
    std::cerr << "usage: echo-one-shot <address> <port> <max frame bytes>\n";
    return 2;
  }
  const auto listener = echo::listen_on(arguments[1], arguments[2]);
  if (!listener) {
    std::cerr << "echo-one-shot: cannot listen on " << arguments[1] << " port " << arguments[2]
              << ": " << listener.error().message() << '\n';
    return EXIT_FAILURE;
  }
  serve_for_ever(*listener, *max_frame_bytes);
}
