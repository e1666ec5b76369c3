#include "server.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "address.hpp"
#include "deadlines.hpp"
#include "keep-alive.hpp"
#include "listener.hpp"
#include "pair.hpp"
#include "poller.hpp"
#include "stop.hpp"
#include "stream.hpp"

namespace proxy {
namespace {

using namespace std::chrono_literals;
using echo::Clock;
using echo::Descriptor;
using echo::Result;

constexpr auto pause_without_resources = 50ms;
constexpr int accepted_at_once = 64;
/// What one direction reads at once, and keeps at most.
constexpr std::size_t room_bytes = 64 * 1024;
/// Two links are on the way, and each may be that of a satellite.
constexpr auto quiet_before_end = 3 * echo::quiet_before_stop / 2;

/// Begins to connect to the first address. An error of the network comes later, as an event.
Result<Descriptor> begin_connect(const echo::AddressList& addresses) {
  const addrinfo& address = *addresses.begin();
  Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return echo::last_error();
  echo::set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  echo::keep_alive(socket);
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) != 0 &&
      errno != EINPROGRESS) {
    return echo::last_error();
  }
  return socket;
}

void reset(const Descriptor& client) {
  constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(client.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/// All pairs in one thread: an event loop.
class Server {
 public:
  Server(echo::Poller poller, Descriptor stop, Descriptor listener, echo::AddressList upstream)
      : poller_(std::move(poller)),
        stop_(std::move(stop)),
        listener_(std::move(listener)),
        upstream_(std::move(upstream)) {}

  Result<void> serve() {
    if (auto added = poller_.add(stop_, EPOLLIN); !added) return added;
    if (auto added = poller_.add(listener_, EPOLLIN); !added) return added;
    std::array<epoll_event, 256> events;
    while (!stop_before_ || (live_ > 0 && Clock::now() < *stop_before_)) {
      for (const epoll_event& event : poller_.wait(events, next_deadline())) {
        handle(event.data.fd);
      }
      expire();
    }
    return {};
  }

 private:
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
      auto client = echo::accept_from(listener_, SOCK_NONBLOCK);
      if (client) {
        echo::keep_alive(*client);
        begin(std::move(*client));
      } else if (echo::would_block(client.error())) {
        return;
      } else if (echo::lacks_resources(client.error())) {
        // The connection stays in the backlog: the listener would be ready at once, and a core spin
        // until another connection ends.
        accept_again_ = Clock::now() + pause_without_resources;
        (void)poller_.change(listener_, 0);
        return;
      }
    }
  }

  /// A client whose upstream cannot be reached is reset: it was never served.
  void begin(Descriptor client) {
    auto upstream = begin_connect(upstream_);
    if (!upstream) {
      std::cerr << "proxy: cannot connect: " << upstream.error().message() << '\n';
      return reset(client);
    }
    try {
      auto pair = std::make_shared<Pair>(std::move(client), std::move(*upstream));
      pair_at(pair->client()) = pair;
      pair_at(pair->upstream()) = pair;
      ++live_;
      if (!pair->register_at(poller_)) {
        pair->abort();
        end(*pair);
      }
    } catch (const std::bad_alloc& error) {
      std::cerr << "proxy: connection refused: " << error.what() << '\n';
    }
  }

  std::shared_ptr<Pair>& pair_at(int descriptor) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (pairs_.size() <= index) pairs_.resize(index + 1);
    return pairs_[index];
  }

  /// An event may be for a pair that ended before it in the same turn, and whose number another one
  /// has by now. Non-blocking, that one just finds nothing to do.
  void advance(int descriptor) {
    const std::shared_ptr<Pair> pair = pair_at(descriptor);
    if (!pair) return;
    if (!pair->advance(poller_, room_)) return end(*pair);
    if (stop_before_) deadlines_.set(pair->client(), Clock::now() + quiet_before_end);
  }

  void end(const Pair& pair) {
    const int client = pair.client();
    const int upstream = pair.upstream();
    deadlines_.clear(client);
    pairs_[static_cast<std::size_t>(client)].reset();
    pairs_[static_cast<std::size_t>(upstream)].reset();
    --live_;
  }

  /// Refuses newcomers, and gives the others until they are quiet and nothing is left to pass on.
  void begin_stop() {
    stop_before_ = Clock::now() + echo::patience_at_stop;
    stop_ = {};
    listener_ = {};
    accept_again_.reset();
    for (const auto& pair : pairs_) {
      if (pair) deadlines_.set(pair->client(), Clock::now() + quiet_before_end);
    }
  }

  void expire() {
    const auto now = Clock::now();
    if (accept_again_ && *accept_again_ <= now) {
      accept_again_.reset();
      (void)poller_.change(listener_, EPOLLIN);
    }
    while (const auto descriptor = deadlines_.take_passed(now)) {
      const std::shared_ptr<Pair> pair = pair_at(*descriptor);
      // One that still has something to pass on ends after that, or with the patience.
      if (pair && pair->is_idle()) end(*pair);
    }
  }

  [[nodiscard]] std::optional<Clock::time_point> next_deadline() const {
    std::optional<Clock::time_point> next = deadlines_.earliest();
    for (const auto& other : {accept_again_, stop_before_}) {
      if (other && (!next || *other < *next)) next = other;
    }
    return next;
  }

  echo::Poller poller_;
  Descriptor stop_;
  Descriptor listener_;
  echo::AddressList upstream_;
  /// By descriptor, which the kernel keeps small; each pair twice.
  std::vector<std::shared_ptr<Pair>> pairs_;
  std::size_t live_ = 0;
  std::vector<std::byte> room_ = std::vector<std::byte>(room_bytes);
  /// Of clients that are served to their end, by their descriptors.
  echo::Deadlines deadlines_;
  std::optional<Clock::time_point> accept_again_;
  std::optional<Clock::time_point> stop_before_;
};

int give_up(const std::string& task, const std::error_code& error) {
  std::cerr << "proxy: cannot " << task << ": " << error.message() << '\n';
  return EXIT_FAILURE;
}

}  // namespace

int run_proxy(const Place& listen, const Place& upstream) {
  auto stop = echo::open_stop_descriptor();
  if (!stop) return give_up("receive signals", stop.error());
  auto poller = echo::Poller::open();
  if (!poller) return give_up("wait for connections", poller.error());
  auto addresses = echo::resolve(upstream.host, upstream.port, 0);
  if (!addresses) return give_up("find " + upstream.host, addresses.error());
  auto listener = echo::listen_on(listen.host, listen.port);
  if (!listener) {
    return give_up("listen on " + listen.host + " port " + listen.port, listener.error());
  }

  Server server(std::move(*poller), std::move(*stop), std::move(*listener), std::move(*addresses));
  if (auto served = server.serve(); !served) return give_up("serve", served.error());
  return EXIT_SUCCESS;
}

}  // namespace proxy
