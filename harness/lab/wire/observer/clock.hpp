#pragma once

#include <cstdint>

namespace observer {

/// Since the machine was started, as `process.hrtime.bigint()` says it.
std::int64_t monotonic_ns();

/// What to take from a time since the Epoch to have that of the other clock.
std::int64_t realtime_minus_monotonic_ns();

}  // namespace observer
