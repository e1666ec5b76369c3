#pragma once

#include <cstdint>
#include <vector>

#include "clock.hpp"

/// One message that was echoed. Times on CLOCK_MONOTONIC.
struct Sample {
  /// When it was to be sent. In the closed model, when it was sent.
  Nanoseconds intended;
  Nanoseconds sent;
  Nanoseconds echoed;
};

/// How late the client itself was, over the measured messages: from when each was to be sent until
/// it was offered to its socket, whether or not that took it.
struct Lateness {
  /// Later than intended by more than 100 us, 1 ms and 10 ms.
  std::uint64_t beyond_100_us = 0;
  std::uint64_t beyond_1_ms = 0;
  std::uint64_t beyond_10_ms = 0;
  Nanoseconds most = 0;

  void add(Nanoseconds late) {
    if (late > most) most = late;
    if (late > per_millisecond / 10) ++beyond_100_us;
    if (late > per_millisecond) ++beyond_1_ms;
    if (late > 10 * per_millisecond) ++beyond_10_ms;
  }
};

/// What came of a load.
struct Outcome {
  Nanoseconds started = 0;
  /// The end of the warm-up, and that of sending.
  Nanoseconds measured_from = 0;
  Nanoseconds measured_until = 0;
  std::vector<Sample> samples;
  /// The local port of each connection.
  std::vector<std::uint64_t> ports;
  /// Measured messages that were to be sent by each connection, and those that were echoed.
  std::vector<std::uint64_t> intended;
  std::vector<std::uint64_t> echoed;
  /// Messages that were echoed, those of the warm-up too.
  std::uint64_t echoed_in_all = 0;
  /// Echoed payload and headers that arrived while it was measured, in bytes.
  std::uint64_t bytes_in_time = 0;
  Lateness lateness;
  /// How long the client was ready to run and had no processor.
  Nanoseconds waited = 0;
  std::uint64_t connections_lost = 0;
  /// Whether any byte came back that was not sent.
  bool altered = false;
};
