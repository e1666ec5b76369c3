#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace observer {

/// Ports of a datagram.
struct Ports {
  std::uint16_t from;
  std::uint16_t to;
};

/// A packet with a UDP datagram or a fragment of one, or with an ICMP error about one.
struct DatagramPacket {
  /// Those of an ICMP error are of the datagram that it is about, turned round: it comes from the
  /// port that cannot be reached. Nothing in a fragment behind the first: only that has a header.
  std::optional<Ports> ports;
  /// Of the datagram's data, what is in this packet; 0 for an error.
  std::uint32_t payload_bytes;
  bool is_error;
  /// An IPv4 address fills the first four bytes.
  std::array<std::uint8_t, 16> source;
};

/// @returns nothing unless it is one over IPv4 or IPv6 in an Ethernet frame.
std::optional<DatagramPacket> parse_datagram(std::span<const std::uint8_t> frame);

}  // namespace observer
