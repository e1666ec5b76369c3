#include "clock.hpp"

#include <ctime>
#include <limits>

namespace observer {

namespace {

std::int64_t now_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::int64_t monotonic_ns() { return now_ns(CLOCK_MONOTONIC); }

std::int64_t realtime_minus_monotonic_ns() {
  // The clocks cannot be read at once: the shortest of a few tries has the smallest error.
  std::int64_t shortest = std::numeric_limits<std::int64_t>::max();
  std::int64_t difference = 0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const std::int64_t before = monotonic_ns();
    const std::int64_t realtime = now_ns(CLOCK_REALTIME);
    const std::int64_t took = monotonic_ns() - before;
    if (took < shortest) {
      shortest = took;
      difference = realtime - before - took / 2;
    }
  }
  return difference;
}

}  // namespace observer
