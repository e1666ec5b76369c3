#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ring.hpp"

namespace observer {

/// A segment that carries data or a SYN. 24 bytes, as the reader expects them.
struct TimedSegment {
  /// Since the case began, on the monotonic clock.
  std::int64_t at_ns;
  std::uint32_t sequence;
  std::uint32_t payload_bytes;
  std::uint16_t client_port;
  bool to_server;
  bool syn;
  bool ipv6;
  std::uint8_t unused[3];
};

static_assert(sizeof(TimedSegment) == 24);

/// When the segments of one server port crossed one interface.
///
/// A load is disturbed least by a few bytes a segment, taken out of the ring in bulk.
class Times {
 public:
  /// @param epoch_ns when the case began, on the monotonic clock.
  /// @throws std::system_error where the kernel does not allow it.
  Times(const std::string& device, std::uint16_t server_port, std::int64_t epoch_ns);

  void drain();
  /// Drains, and puts the segments into the order of their times.
  void end();

  /// @returns how many there are and how many are missing, as a line of JSON.
  std::string report() const;
  const std::vector<TimedSegment>& segments() const { return segments_; }

 private:
  void keep(const Frame& frame);

  Ring ring_;
  std::uint16_t server_port_;
  std::int64_t epoch_ns_;
  std::int64_t realtime_minus_monotonic_ns_;
  std::int64_t clock_set_by_ns_ = 0;
  std::uint64_t cut_ = 0;
  std::uint64_t dropped_ = 0;
  std::vector<TimedSegment> segments_;
};

/// Records until `end` is read from standard input, answers with the report and the segments, and
/// returns when the input ends.
void record_times(const std::string& device, std::uint16_t server_port, std::int64_t epoch_ns);

}  // namespace observer
