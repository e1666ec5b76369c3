#include "sampling.hpp"

#include <algorithm>

#include "clock.hpp"

namespace observer {

namespace {

constexpr std::int64_t ms = 1'000'000;

/// Connections of a host at a look, and samples of a case: 400 bytes each, 2.4 MB at most.
constexpr std::size_t most_at_a_look = 16;
constexpr std::size_t most_of_all = 6000;

/// A look costs 0.4 ms of a processor: the kernel goes through all of its sockets.
std::int64_t period_ns(std::int64_t elapsed_ns) {
  if (elapsed_ns < 200 * ms) return 40 * ms;
  if (elapsed_ns < 3000 * ms) return 100 * ms;
  return 500 * ms;
}

}  // namespace

void Sampling::begin(std::uint16_t server_port, std::int64_t epoch_ns) {
  server_port_ = server_port;
  epoch_ns_ = epoch_ns;
  samples_.clear();
  left_out_ = 0;
  client_.begin(server_port);
  server_.begin(server_port);
  began_ns_ = monotonic_ns();
  next_ns_ = began_ns_ + period_ns(0);
}

void Sampling::tick() {
  const std::int64_t now = monotonic_ns();
  if (now < next_ns_) return;
  next_ns_ = now + period_ns(now - began_ns_);
  look();
}

int Sampling::milliseconds_left() const {
  return static_cast<int>(std::max(std::int64_t{0}, (next_ns_ - monotonic_ns()) / ms + 1));
}

void Sampling::look() {
  for (SocketTable* table : {&client_, &server_}) {
    const std::size_t room = most_of_all - std::min(most_of_all, samples_.size());
    left_out_ += table->look(server_port_, std::min(room, most_at_a_look), samples_);
  }
}

}  // namespace observer
