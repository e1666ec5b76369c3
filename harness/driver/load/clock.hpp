#pragma once

#include <time.h>

#include <cstdint>

/// Nanoseconds on CLOCK_MONOTONIC, the clock of the driver's own times.
using Nanoseconds = std::int64_t;

constexpr Nanoseconds per_millisecond = 1'000'000;
constexpr Nanoseconds per_second = 1'000'000'000;

inline Nanoseconds now_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * per_second + time.tv_nsec;
}
