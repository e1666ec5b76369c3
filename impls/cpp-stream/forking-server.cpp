#include "forking-server.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <span>
#include <utility>

#include "byte-echo.hpp"
#include "children.hpp"
#include "listener.hpp"
#include "readiness.hpp"
#include "signals.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

// Beyond it, new connections wait in the backlog. A child costs some 200 KiB.
constexpr std::size_t max_children = 2048;
constexpr auto patience_at_stop = 4s;
constexpr auto pause_without_resources = 50ms;

int give_up(const std::string& task, const std::error_code& error) {
  std::cerr << "echo-stream: cannot " << task << ": " << error.message() << '\n';
  return EXIT_FAILURE;
}

/// Handles what is pending; true means that one of the signals asks to stop.
bool stop_signalled(const Signals& signals, Children& children) {
  bool stop = false;
  while (const auto signal = signals.next()) {
    if (*signal == SIGCHLD) {
      children.reap();
    } else {
      stop = true;
    }
  }
  return stop;
}

/// Returns a connection in the child that shall serve it, and nothing in the parent, at the stop.
///
/// So the child unwinds out of everything that is the parent's, and closes its copies: a listener
/// that lived on in a child would keep the port after the server has stopped.
std::optional<Descriptor> accept_until_stop(const Descriptor& listener, const Signals& signals,
                                            Children& children) {
  std::array<pollfd, 2> polled{
      {{.fd = signals.descriptor().number(), .events = POLLIN, .revents = 0},
       {.fd = listener.number(), .events = POLLIN, .revents = 0}}};
  const auto pause = [&polled] {
    // The connection may stay in the backlog, so poll() would return at once and spin a core until
    // another connection ends. That end is a signal, and cuts the pause short.
    ready_before(std::span(polled).first(1), Clock::now() + pause_without_resources);
  };
  for (;;) {
    wait_until_ready(std::span(polled).first(children.full() ? 1 : 2));
    if (polled[0].revents != 0) {
      if (stop_signalled(signals, children)) return std::nullopt;
      continue;
    }
    auto socket = accept_from(listener);
    if (!socket) {
      if (lacks_resources(socket.error())) pause();
      continue;
    }
    const auto side = children.fork();
    if (side == Side::child) return std::move(*socket);
    if (!side) {
      std::cerr << "echo-stream: connection refused: " << side.error().message() << '\n';
      pause();
    }
  }
}

/// Waits for the children that still deliver what they owe, and ends those that take too long.
void finish(Children& children, const Signals& signals) {
  const auto deadline = Clock::now() + patience_at_stop;
  std::array<pollfd, 1> polled{
      {{.fd = signals.descriptor().number(), .events = POLLIN, .revents = 0}}};
  while (!children.empty() && ready_before(polled, deadline)) stop_signalled(signals, children);
  children.kill_all();
}

}  // namespace

int run_forking_server(const std::string& host, const std::string& port) {
  // Written once and never read, so it stays readable for every child: no list of children to
  // signal is needed, and no child can be forked too late.
  const Descriptor stop(::eventfd(0, EFD_CLOEXEC));
  if (!stop) return give_up("make an event descriptor", last_error().error());

  std::optional<Descriptor> connection;
  {
    const auto signals = Signals::open();
    if (!signals) return give_up("receive signals", signals.error());
    Children children(max_children);
    {
      const auto listener = listen_on(host, port);
      if (!listener) return give_up("listen on " + host + " port " + port, listener.error());
      connection = accept_until_stop(*listener, *signals, children);
    }  // Here the listener closes: newcomers are refused while the others are served to their end.
    if (!connection) {
      ::eventfd_write(stop.number(), 1);
      finish(children, *signals);
      return EXIT_SUCCESS;
    }
  }
  echo_bytes(std::move(*connection), stop);
  return EXIT_SUCCESS;
}

}  // namespace echo
