#pragma once

#include <cstdint>

namespace observer {

/// Since the machine was started, on the clock of `process.hrtime.bigint()`.
std::int64_t monotonic_ns();

/// Subtract this from a time since the Epoch to get the other clock's.
std::int64_t realtime_minus_monotonic_ns();

}  // namespace observer
