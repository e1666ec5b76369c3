#include "server.hpp"

#include <poll.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <thread>
#include <utility>

#include "connection.hpp"
#include "keep-alive.hpp"
#include "listener.hpp"
#include "live-connections.hpp"
#include "readiness.hpp"
#include "stop.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr auto pause_without_resources = 50ms;

/// What the threads of all connections share.
struct Service {
  Descriptor stop;
  std::size_t max_frame_bytes;
  LiveConnections live;
};

/// One thread per connection: blocking calls then read like the protocol, and a peer that does not
/// take its echoes blocks only its own thread.
void start_connection(Descriptor socket, const std::shared_ptr<Service>& service) {
  const auto serve = [service](Descriptor connection) {
    const LiveConnections::Entry entry(service->live);
    try {
      serve_connection(std::move(connection), service->stop, service->max_frame_bytes);
    } catch (const std::exception& error) {
      // Out of memory, say: it costs this connection, which unwinding has closed.
      std::cerr << "echo: connection dropped: " << error.what() << '\n';
    }
  };
  try {
    std::thread(serve, std::move(socket)).detach();
  } catch (const std::system_error& error) {
    std::cerr << "echo: connection refused: " << error.what() << '\n';
  }
}

void accept_until_stop(const Descriptor& listener, const std::shared_ptr<Service>& service) {
  std::array<pollfd, 2> polled{{{.fd = service->stop.number(), .events = POLLIN, .revents = 0},
                                {.fd = listener.number(), .events = POLLIN, .revents = 0}}};
  for (;;) {
    wait_until_ready(polled);
    if (polled[0].revents != 0) return;
    auto socket = accept_from(listener);
    if (socket) {
      keep_alive(*socket);
      start_connection(std::move(*socket), service);
    } else if (lacks_resources(socket.error())) {
      // The connection stays in the backlog, so poll() would return at once and spin a core until
      // another connection ends.
      ready_before(std::span(polled).first(1), Clock::now() + pause_without_resources);
    }
  }
}

}  // namespace

int run_server(const std::string& host, const std::string& port, std::size_t max_frame_bytes) {
  auto stop = open_stop_descriptor();
  if (!stop) {
    std::cerr << "echo: cannot receive signals: " << stop.error().message() << '\n';
    return EXIT_FAILURE;
  }
  // Shared, because a connection that outlasts the patience must not lose its service under it.
  const auto service = std::make_shared<Service>(std::move(*stop), max_frame_bytes);
  {
    const auto listener = listen_on(host, port);
    if (!listener) {
      std::cerr << "echo: cannot listen on " << host << " port " << port << ": "
                << listener.error().message() << '\n';
      return EXIT_FAILURE;
    }
    accept_until_stop(*listener, service);
  }  // Here the listener closes: newcomers are refused while the others are served to their end.

  if (!service->live.wait_until_none(patience_at_stop)) std::quick_exit(EXIT_SUCCESS);
  return EXIT_SUCCESS;
}

}  // namespace echo
