#include "server.hpp"

#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "connection.hpp"
#include "deadlines.hpp"
#include "keep-alive.hpp"
#include "listener.hpp"
#include "poller.hpp"
#include "stop.hpp"
#include "unix-listener.hpp"

namespace echo {
namespace {

using namespace std::chrono_literals;

constexpr auto linger_time = 2s;
constexpr auto pause_without_resources = 50ms;
// Newcomers in one turn, so that a flood of them does not delay those who are served.
constexpr int accepted_at_once = 64;

std::uint32_t events_for(Phase phase) { return phase == Phase::writing ? EPOLLOUT : EPOLLIN; }

/// A TCP listener has no file.
using Listener = UnixListener;

/// All connections in one thread: an event loop.
class Server {
 public:
  Server(Poller poller, Descriptor stop, Listener listener, std::size_t max_frame_bytes)
      : poller_(std::move(poller)),
        stop_(std::move(stop)),
        listener_(std::move(listener.socket)),
        file_(std::move(listener.file)),
        max_frame_bytes_(max_frame_bytes) {}

  Result<void> serve() {
    if (auto added = poller_.add(stop_, EPOLLIN); !added) return added;
    if (auto added = poller_.add(listener_, EPOLLIN); !added) return added;
    std::array<epoll_event, 256> room;
    while (!is_stopping() || (live_ > 0 && Clock::now() < *stop_before_)) {
      for (const epoll_event& event : poller_.wait(room, next_deadline())) {
        handle(event.data.fd);
      }
      expire();
    }
    return {};
  }

 private:
  [[nodiscard]] bool is_stopping() const { return stop_before_.has_value(); }

  void handle(int descriptor) {
    if (descriptor == stop_.number()) {
      begin_stop();
    } else if (descriptor == listener_.number()) {
      accept_some();
    } else {
      advance(descriptor);
    }
  }

  void accept_some() {
    for (int accepted = 0; accepted < accepted_at_once; ++accepted) {
      auto socket = accept_from(listener_, SOCK_NONBLOCK);
      if (socket) {
        keep_alive(*socket);
        add(std::move(*socket));
      } else if (would_block(socket.error())) {
        return;
      } else if (lacks_resources(socket.error())) {
        // The connection stays in the backlog: the listener would be ready at once, and a core spin
        // until another connection ends.
        accept_again_ = Clock::now() + pause_without_resources;
        (void)poller_.change(listener_, 0);
        return;
      }
    }
  }

  void add(Descriptor socket) {
    const int number = socket.number();
    const auto index = static_cast<std::size_t>(number);
    try {
      if (connections_.size() <= index) connections_.resize(index + 1);
      auto connection = std::make_unique<Connection>(std::move(socket), max_frame_bytes_);
      if (auto added = poller_.add(connection->socket(), EPOLLIN); !added) {
        std::cerr << "echo: connection refused: " << added.error().message() << '\n';
        return;
      }
      connections_[index] = std::move(connection);
      ++live_;
    } catch (const std::bad_alloc& error) {
      std::cerr << "echo: connection refused: " << error.what() << '\n';
    }
  }

  /// An event may be for a connection that ended before it in the same turn, and whose number
  /// another one has by now. Non-blocking, that one just finds nothing to do.
  void advance(int descriptor) {
    Connection* const connection = find(descriptor);
    if (connection == nullptr) return;
    const Phase before = connection->phase();
    try {
      connection->advance(spare_);
    } catch (const std::bad_alloc& error) {
      std::cerr << "echo: connection dropped: " << error.what() << '\n';
      return end(descriptor);
    }
    const Phase after = connection->phase();
    if (after == Phase::ended) return end(descriptor);
    if (events_for(after) != events_for(before)) {
      if (!poller_.change(connection->socket(), events_for(after))) return end(descriptor);
    }
    if (after == Phase::lingering) {
      if (before != after) deadlines_.set(descriptor, Clock::now() + linger_time);
    } else if (is_stopping()) {
      deadlines_.set(descriptor, Clock::now() + quiet_before_stop);
    }
  }

  [[nodiscard]] Connection* find(int descriptor) const {
    const auto index = static_cast<std::size_t>(descriptor);
    return index < connections_.size() ? connections_[index].get() : nullptr;
  }

  void end(int descriptor) {
    deadlines_.clear(descriptor);
    connections_[static_cast<std::size_t>(descriptor)].reset();
    --live_;
  }

  /// Refuses newcomers, and gives the others until they are quiet and nothing is owed to them.
  void begin_stop() {
    stop_before_ = Clock::now() + patience_at_stop;
    stop_ = {};
    file_.reset();
    listener_ = {};
    accept_again_.reset();
    for (const auto& connection : connections_) {
      if (connection && connection->phase() != Phase::lingering) {
        deadlines_.set(connection->socket().number(), Clock::now() + quiet_before_stop);
      }
    }
  }

  void expire() {
    const auto now = Clock::now();
    if (accept_again_ && *accept_again_ <= now) {
      accept_again_.reset();
      (void)poller_.change(listener_, EPOLLIN);
    }
    while (const auto descriptor = deadlines_.take_passed(now)) {
      const Connection* const connection = find(*descriptor);
      // One that still writes ends when all is written, or with the patience.
      if (connection != nullptr && connection->phase() != Phase::writing) end(*descriptor);
    }
  }

  [[nodiscard]] std::optional<Clock::time_point> next_deadline() const {
    std::optional<Clock::time_point> next = deadlines_.earliest();
    for (const auto& other : {accept_again_, stop_before_}) {
      if (other && (!next || *other < *next)) next = other;
    }
    return next;
  }

  Poller poller_;
  Descriptor stop_;
  Descriptor listener_;
  std::optional<SocketFile> file_;
  std::size_t max_frame_bytes_;
  /// By descriptor, which the kernel keeps small.
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t live_ = 0;
  Storage spare_;
  /// Of connections that linger, or that are served to their end.
  Deadlines deadlines_;
  std::optional<Clock::time_point> accept_again_;
  std::optional<Clock::time_point> stop_before_;
};

/// Options of TCP that an accepted connection gets fail on a Unix-domain socket, which needs none.
Result<Listener> open_listener(const std::string& host, const std::string& port) {
  if (host == "unix") return listen_at_name(port);
  auto socket = listen_on(host, port);
  if (!socket) return std::unexpected(socket.error());
  return Listener{.socket = std::move(*socket), .file = std::nullopt};
}

int give_up(const std::string& task, const std::error_code& error) {
  std::cerr << "echo: cannot " << task << ": " << error.message() << '\n';
  return EXIT_FAILURE;
}

}  // namespace

int run_server(const std::string& host, const std::string& port, std::size_t max_frame_bytes) {
  auto stop = open_stop_descriptor();
  if (!stop) return give_up("receive signals", stop.error());
  auto poller = Poller::open();
  if (!poller) return give_up("wait for connections", poller.error());
  auto listener = open_listener(host, port);
  if (!listener) {
    const std::string place = host == "unix" ? port : host + " port " + port;
    return give_up("listen on " + place, listener.error());
  }

  Server server(std::move(*poller), std::move(*stop), std::move(*listener), max_frame_bytes);
  if (auto served = server.serve(); !served) return give_up("serve", served.error());
  return EXIT_SUCCESS;
}

}  // namespace echo
