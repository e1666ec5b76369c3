#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace observer {

/// The TCP segment in a frame, as its headers describe it.
struct Segment {
  std::uint16_t from_port;
  std::uint16_t to_port;
  bool ipv6;
  bool syn;
  std::uint32_t sequence;
  std::uint32_t payload_bytes;
  /// Sequence numbers that it consumes: payload, SYN and FIN.
  std::uint32_t length;
};

/// @returns nothing unless it is TCP over IPv4 or IPv6 in an Ethernet frame.
std::optional<Segment> parse(std::span<const std::uint8_t> frame);

}  // namespace observer
