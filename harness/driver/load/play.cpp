#include "play.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <system_error>
#include <vector>

#include "connection.hpp"
#include "message.hpp"
#include "processor-wait.hpp"

namespace {

constexpr std::size_t read_bytes = 256 * 1024;
/// A tenth of what a processor's queue takes (net.core.netdev_max_backlog).
constexpr std::size_t close_at_once = 100;
/// A sleep ends late by some 50 us, so it ends before the next message is due.
constexpr Nanoseconds wakes_late = 100'000;

class Load {
 public:
  Load(const Options& options, Message message)
      : options_(options),
        message_(std::move(message)),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        buffer_(read_bytes) {
    if (epoll_ < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
    const Nanoseconds patient_until =
        options.connect_within > 0 ? now_ns() + options.connect_within : 0;
    connections_.reserve(options.connections);
    for (std::size_t index = 0; index < options.connections; ++index) {
      connections_.emplace_back(options, patient_until);
      outcome_.ports.push_back(connections_.back().local_port());
      watched_.push_back(EPOLLIN);
      control(EPOLL_CTL_ADD, index);
    }
    outcome_.intended.resize(options.connections);
    outcome_.echoed.resize(options.connections);
    outcome_.samples.reserve(static_cast<std::size_t>(
        options.messages_per_second * static_cast<double>(options.duration) / per_second));
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load() {
    close_all();
    ::close(epoll_);
  }

  Outcome run() {
    const Nanoseconds waited_before = processor_wait();
    outcome_.started = now_ns();
    outcome_.measured_from = outcome_.started + options_.warm_up;
    outcome_.measured_until = outcome_.measured_from + options_.duration;
    if (!is_open()) begin_closed();
    while (!is_over(now_ns())) {
      if (is_open()) send_due();
      handle_ready();
    }
    for (const Connection& connection : connections_) {
      outcome_.connections_lost += connection.alive() ? 0 : 1;
      outcome_.altered = outcome_.altered || connection.altered();
    }
    outcome_.waited = processor_wait() - waited_before;
    return std::move(outcome_);
  }

 private:
  [[nodiscard]] bool is_open() const { return options_.messages_per_second > 0; }

  [[nodiscard]] bool is_over(Nanoseconds now) const {
    if (now >= outcome_.measured_until + options_.drain) return true;
    if (std::ranges::none_of(connections_, &Connection::alive)) return true;
    return now >= outcome_.measured_until && !has_more_to_send() &&
           std::ranges::all_of(connections_, [](const Connection& connection) {
             return connection.outstanding() == 0 || !connection.alive();
           });
  }

  /// Also where it was to be sent before the end, and this process was late.
  [[nodiscard]] bool has_more_to_send() const {
    return is_open() && due_time(scheduled_) < outcome_.measured_until;
  }

  [[nodiscard]] bool is_measured(Nanoseconds intended) const {
    return intended >= outcome_.measured_from && intended < outcome_.measured_until;
  }

  /// In small groups: the segments of thousands that end at once overflow the link's queues.
  void close_all() {
    for (std::size_t closed = 0; !connections_.empty(); ++closed) {
      connections_.pop_back();
      const timespec pause{.tv_sec = 0, .tv_nsec = per_millisecond};
      if (closed % close_at_once == close_at_once - 1) ::nanosleep(&pause, nullptr);
    }
  }

  void begin_closed() {
    for (std::size_t index = 0; index < connections_.size(); ++index) {
      for (std::size_t message = 0; message < options_.depth; ++message) {
        offer(index, now_ns());
        send(index);
      }
    }
  }

  /// Sends all that the schedule has for now and before. Of each connection in one write: after a
  /// stall, a write for each message would take so long that the next ones are late, too.
  void send_due() {
    const std::uint64_t first = scheduled_;
    const Nanoseconds now = now_ns();
    while (due_time(scheduled_) <= now && due_time(scheduled_) < outcome_.measured_until) {
      ++scheduled_;
    }
    const std::size_t count = connections_.size();
    for (std::uint64_t next = first; next < scheduled_ && next < first + count; ++next) {
      for (std::uint64_t number = next; number < scheduled_; number += count) {
        const Nanoseconds due = due_time(number);
        if (is_measured(due)) outcome_.lateness.add(now_ns() - due);
        offer(next % count, due);
      }
      send(next % count);
    }
  }

  [[nodiscard]] Nanoseconds due_time(std::uint64_t number) const {
    const double seconds = static_cast<double>(number) / options_.messages_per_second;
    return outcome_.started + std::llround(seconds * per_second);
  }

  void offer(std::size_t index, Nanoseconds intended) {
    if (is_measured(intended)) ++outcome_.intended[index];
    connections_[index].offer(message_, intended);
  }

  void send(std::size_t index) {
    connections_[index].send(message_);
    watch(index);
  }

  void handle_ready() {
    std::array<epoll_event, 128> room;
    const timespec patience = patience_from(now_ns());
    const int count = ::epoll_pwait2(epoll_, room.data(), room.size(), &patience, nullptr);
    const auto ready = std::span(room).first(static_cast<std::size_t>(std::max(count, 0)));
    for (const epoll_event& event : ready) {
      const std::size_t index = event.data.u64;
      if ((event.events & EPOLLOUT) != 0) connections_[index].send(message_);
      receive(index);
      watch(index);
    }
  }

  void receive(std::size_t index) {
    Connection& connection = connections_[index];
    const std::uint64_t before = connection.received_bytes();
    std::size_t echoed = 0;
    connection.receive(message_, buffer_, [&](const Sample& sample) {
      ++echoed;
      ++outcome_.echoed_in_all;
      if (!is_measured(sample.intended)) return;
      ++outcome_.echoed[index];
      outcome_.samples.push_back(sample);
    });
    const Nanoseconds now = now_ns();
    if (now >= outcome_.measured_from && now < outcome_.measured_until) {
      outcome_.bytes_in_time += connection.received_bytes() - before;
    }
    if (is_open() || now >= outcome_.measured_until) return;
    for (; echoed > 0; --echoed) {
      offer(index, now_ns());
      send(index);
    }
  }

  /// How long to wait for the sockets: until the next message is due, or the end. Not at all where
  /// the end came since it was last looked for: nothing would wake it until the drain is over.
  [[nodiscard]] timespec patience_from(Nanoseconds now) const {
    if (is_over(now)) return {};
    const bool is_sending = now < outcome_.measured_until;
    Nanoseconds until = outcome_.measured_until + (is_sending ? 0 : options_.drain);
    if (has_more_to_send()) until = std::min(until, due_time(scheduled_) - wakes_late);
    const Nanoseconds left = std::max<Nanoseconds>(until - now, 0);
    return {.tv_sec = left / per_second, .tv_nsec = left % per_second};
  }

  /// Asks for writability only while something is left to write.
  void watch(std::size_t index) {
    const Connection& connection = connections_[index];
    const std::uint32_t events = connection.blocked() ? EPOLLIN | EPOLLOUT : EPOLLIN;
    if (!connection.alive()) {
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.descriptor(), nullptr);
    } else if (events != watched_[index]) {
      watched_[index] = events;
      control(EPOLL_CTL_MOD, index);
    }
  }

  void control(int operation, std::size_t index) {
    epoll_event event{.events = watched_[index], .data = {.u64 = index}};
    if (::epoll_ctl(epoll_, operation, connections_[index].descriptor(), &event) != 0) {
      throw std::system_error(errno, std::system_category(), "epoll_ctl");
    }
  }

  const Options& options_;
  Message message_;
  int epoll_;
  std::vector<std::byte> buffer_;
  std::vector<Connection> connections_;
  std::vector<std::uint32_t> watched_;
  std::uint64_t scheduled_ = 0;
  Outcome outcome_;
};

}  // namespace

void play(const Options& options, Message message, const Report& report) {
  Load load(options, std::move(message));
  report(load.run());
}
