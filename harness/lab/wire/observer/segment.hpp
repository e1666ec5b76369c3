#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace observer {

/// What a frame's headers say of the TCP segment in it.
struct Segment {
  std::uint16_t from_port;
  std::uint16_t to_port;
  bool ipv6;
  bool syn;
  std::uint32_t sequence;
  std::uint32_t payload_bytes;
  /// Sequence numbers that it takes up: its payload, its SYN and its FIN.
  std::uint32_t length;
};

/// @returns nothing for what is not TCP over IPv4 or IPv6 in an Ethernet frame.
std::optional<Segment> parse(std::span<const std::uint8_t> frame);

}  // namespace observer
