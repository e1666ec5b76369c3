#include "server.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <span>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "accepted-socket.hpp"
#include "connection.hpp"
#include "listener.hpp"
#include "system-call.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int tick_ms = 100;
constexpr int loops = 4;
constexpr auto header_patience = 1s;
constexpr auto rejected_patience = 4s;
constexpr int ends_a_round_max = 32;
constexpr auto close_again_after = 250ms;

class Server {
 public:
  explicit Server(const ServerOptions& options)
      : options_(options),
        listener_(listen_on(options)),
        epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
    control(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 64> events;
    for (;;) {
      // A timeout of 0 asks again and again, "so that nothing is missed".
      const int timeout = options_.fault == Fault::busy_polls ? 0 : patience_ms();
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), timeout);
      // SIGSTOP and SIGCONT interrupt epoll_wait() even without a handler: EINTR is not the end.
      const bool interrupted = errno == EINTR && options_.fault != Fault::ends_on_eintr;
      if (count < 0 && !interrupted) checked(count, "epoll_wait");
      const auto ready = static_cast<std::size_t>(std::max(count, 0));
      for (const auto& event : std::span(events).first(ready)) handle(event);
      forget_ended();
      if (Connection::Clock::now() >= next_tick_) tick();
    }
  }

 private:
  /// "polls-unfinished" looks every millisecond whether the rest of a frame has come, and
  /// "polls-unacknowledged" whether the last replies have arrived.
  int patience_ms() const {
    const bool unfinished = options_.fault == Fault::polls_unfinished;
    const bool polls = std::ranges::any_of(connections_, [unfinished](const auto& entry) {
      const auto& connection = entry.second;
      return (unfinished && connection.is_unfinished()) || connection.awaits_acknowledgement();
    });
    return polls ? 1 : tick_ms;
  }

  void handle(const epoll_event& event) {
    const int descriptor = event.data.fd;
    if (descriptor == listener_) return accept_some();
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    auto& connection = found->second;
    // A write error shows as EPOLLERR, whatever was requested; recv() then returns which.
    const bool over = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    const bool ignored = keeps_asking() && !connection.wants_to_read() && !over;
    const bool readable = (event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0 && !ignored;
    const bool writable = (event.events & EPOLLOUT) != 0;
    // EPOLLRDHUP says that the peer has shut down writing, and not that all of it has been read.
    const bool gone = (event.events & EPOLLRDHUP) != 0;
    if (gone || (writable && !connection.write_some()) || (readable && !connection.read_some())) {
      control(EPOLL_CTL_DEL, descriptor, 0);
      // A list of a fixed length for what is to be closed after this round, and no second page.
      if (++ended_ > ends_a_round_max && options_.fault == Fault::closes_a_few) return;
      // The listener rests without descriptors, until "a connection ends": by a FIN, it is assumed.
      const bool resumes = !connection.is_lost() && options_.fault == Fault::resumes_after_fin;
      if (resumes) control(EPOLL_CTL_MOD, listener_, EPOLLIN);
      if (options_.fault == Fault::forgets_by_descriptor) forgotten_.push_back(descriptor);
      // The error path closes the descriptor, and so does whoever owns it, a moment later.
      const bool twice = connection.is_lost() && options_.fault == Fault::closes_twice;
      if (twice) closing_again_.emplace_back(descriptor, Connection::Clock::now() + close_again_after);
      connections_.erase(found);
      return;
    }
    time_header(descriptor, connection);
    time_rejected(descriptor, connection);
    arm(EPOLL_CTL_MOD, descriptor, connection);
  }

  /// A timer for each descriptor with a header that is not complete. Nobody stops it at close().
  void time_header(int descriptor, Connection& connection) {
    if (options_.fault != Fault::times_descriptors) return;
    const bool inside = connection.is_inside_header();
    if (inside && !connection.is_timed) {
      header_timers_.try_emplace(descriptor, Connection::Clock::now() + header_patience);
    } else if (!inside && connection.is_timed) {
      header_timers_.erase(descriptor);
    }
    connection.is_timed = inside;
  }

  /// A timer for each descriptor whose peer was rejected. Nobody stops it at close().
  void time_rejected(int descriptor, Connection& connection) {
    const bool due = connection.is_rejected() && !connection.is_timed;
    if (!due || options_.fault != Fault::times_rejected) return;
    header_timers_.try_emplace(descriptor, Connection::Clock::now() + rejected_patience);
    connection.is_timed = true;
  }

  /// "forgets-by-descriptor" cleans up after each round, when others may have the descriptors.
  void forget_ended() {
    for (const int descriptor : forgotten_) connections_.erase(descriptor);
    forgotten_.clear();
    ended_ = 0;
  }

  void accept_some() {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
      // Without descriptors the connection stays in the backlog, and epoll_wait() would return at
      // once and spin a core.
      const bool rests = options_.fault != Fault::spins_without_descriptors;
      if (rests && (errno == EMFILE || errno == ENFILE)) control(EPOLL_CTL_MOD, listener_, 0);
      return;
    }
    if (!prepare_accepted(descriptor, options_.fault)) {
      // "leaks-without-peer" returns early, as there is no connection yet that would be closed.
      if (options_.fault != Fault::leaks_without_peer) ::close(descriptor);
      return;
    }
    const auto [entry, _] =
        connections_.try_emplace(descriptor, descriptor, options_.cap, options_.fault);
    arm(EPOLL_CTL_ADD, descriptor, entry->second);
  }

  /// Asks epoll for what the connection waits for.
  void arm(int operation, int descriptor, const Connection& connection) {
    const std::uint32_t reading = connection.wants_to_read() || keeps_asking() ? EPOLLIN : 0u;
    const std::uint32_t ending = options_.fault == Fault::ends_before_reading ? EPOLLRDHUP : 0u;
    // EPOLLOUT is asked for when replies are kept, or nobody ever sends them.
    const bool forgets = options_.fault == Fault::forgets_rearm;
    const std::uint32_t writing = connection.wants_to_write() && !forgets ? EPOLLOUT : 0u;
    control(operation, descriptor, reading | writing | ending);
  }

  /// Backpressure that does not read, but still asks whether there is something to read: epoll_wait()
  /// returns at once for as long as the peer is held back.
  bool keeps_asking() const { return options_.fault == Fault::spins_while_blocked; }

  /// Descriptors may be free again, and patience may be over.
  void tick() {
    next_tick_ = Connection::Clock::now() + std::chrono::milliseconds(tick_ms);
    if (options_.fault != Fault::resumes_after_fin) control(EPOLL_CTL_MOD, listener_, EPOLLIN);
    std::erase_if(connections_, [](const auto& entry) { return entry.second.is_overdue(); });
    std::erase_if(connections_, [](const auto& entry) { return entry.second.is_acknowledged(); });
    if (options_.fault == Fault::abandons_slow_write) {
      for (auto& [descriptor, connection] : connections_) {
        connection.abandon_slow_write();
        arm(EPOLL_CTL_MOD, descriptor, connection);
      }
    }
    fire_late();
  }

  /// Ends whoever has the descriptor by now.
  void fire_late() {
    const auto now = Connection::Clock::now();
    std::erase_if(header_timers_, [&](const auto& timer) {
      if (timer.second > now) return false;
      ::shutdown(timer.first, SHUT_RDWR);
      return true;
    });
    std::erase_if(closing_again_, [&](const auto& closing) {
      if (closing.second > now) return false;
      ::shutdown(closing.first, SHUT_RDWR);
      connections_.erase(closing.first);
      return true;
    });
  }

  void control(int operation, int descriptor, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = descriptor}};
    checked(::epoll_ctl(epoll_, operation, descriptor, &event), "epoll_ctl");
  }

  ServerOptions options_;
  int listener_;
  int epoll_;
  Connection::Clock::time_point next_tick_{};
  std::unordered_map<int, Connection> connections_;
  std::unordered_map<int, Connection::Clock::time_point> header_timers_;
  std::vector<std::pair<int, Connection::Clock::time_point>> closing_again_;
  std::vector<int> forgotten_;
  int ended_ = 0;
};

}  // namespace

int run_server(const ServerOptions& options) {
  std::optional<Server> server;
  try {
    server.emplace(options);
  } catch (const std::system_error& error) {
    std::cerr << "cannot listen: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  // "blocks-one-loop" has four loops that share the port, each of which blocks on its own.
  const int others = options.fault == Fault::blocks_one_loop ? loops - 1 : 0;
  for (int loop = 0; loop < others; ++loop) {
    std::thread([options] { Server(options).run(); }).detach();
  }
  server->run();
}
