#include "datagram.hpp"

#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>

#include "bytes.hpp"

namespace observer {

namespace {

constexpr std::size_t ipv4_header_bytes = 20;
constexpr std::size_t ipv6_header_bytes = 40;
constexpr std::size_t fragment_header_bytes = 8;
constexpr std::size_t udp_header_bytes = 8;
constexpr std::size_t icmp_header_bytes = 8;

/// Destination unreachable: RFC 792, and RFC 4443 §3.1.
constexpr std::uint8_t unreachable = 3;
constexpr std::uint8_t unreachable_over_ipv6 = 1;

/// What an IP header says of the packet behind it.
struct Header {
  std::uint8_t protocol;
  bool is_later_fragment;
  /// Of the header, and of all behind it, which may have been cut off.
  std::size_t header_bytes;
  std::size_t payload_bytes;
  Bytes source;
};

std::optional<Header> read_ipv4(Bytes packet) {
  if (packet.size() < ipv4_header_bytes) return std::nullopt;
  const std::size_t header_bytes = static_cast<std::size_t>(packet[0] & 0x0f) * 4;
  const std::size_t total_bytes = word(packet, 2);
  if (header_bytes > total_bytes || header_bytes > packet.size()) return std::nullopt;
  return Header{
      .protocol = packet[9],
      .is_later_fragment = (word(packet, 6) & 0x1fff) != 0,
      .header_bytes = header_bytes,
      .payload_bytes = total_bytes - header_bytes,
      .source = packet.subspan(12, 4),
  };
}

std::optional<Header> read_ipv6(Bytes packet) {
  if (packet.size() < ipv6_header_bytes) return std::nullopt;
  Header header{
      .protocol = packet[6],
      .is_later_fragment = false,
      .header_bytes = ipv6_header_bytes,
      .payload_bytes = word(packet, 4),
      .source = packet.subspan(8, 16),
  };
  if (header.protocol != IPPROTO_FRAGMENT) return header;
  if (packet.size() < ipv6_header_bytes + fragment_header_bytes) return std::nullopt;
  header.protocol = packet[ipv6_header_bytes];
  header.is_later_fragment = (word(packet, ipv6_header_bytes + 2) & 0xfff8) != 0;
  header.header_bytes += fragment_header_bytes;
  header.payload_bytes -= std::min(header.payload_bytes, fragment_header_bytes);
  return header;
}

std::optional<Header> read_ip(Bytes packet) {
  if (packet.empty()) return std::nullopt;
  return packet[0] >> 4 == 6 ? read_ipv6(packet) : read_ipv4(packet);
}

std::optional<Ports> read_ports(Bytes datagram) {
  if (datagram.size() < 4) return std::nullopt;
  return Ports{.from = word(datagram, 0), .to = word(datagram, 2)};
}

/// @returns the ports of the datagram that an ICMP error quotes, turned round.
std::optional<Ports> read_quoted(Bytes quoted) {
  const auto header = read_ip(quoted);
  if (!header || header->protocol != IPPROTO_UDP || header->is_later_fragment) return std::nullopt;
  const auto ports = read_ports(quoted.subspan(header->header_bytes));
  if (!ports) return std::nullopt;
  return Ports{.from = ports->to, .to = ports->from};
}

bool is_unreachable(const Header& header, Bytes payload) {
  if (header.is_later_fragment || payload.size() < icmp_header_bytes) return false;
  return (header.protocol == IPPROTO_ICMP && payload[0] == unreachable) ||
         (header.protocol == IPPROTO_ICMPV6 && payload[0] == unreachable_over_ipv6);
}

}  // namespace

std::optional<DatagramPacket> parse_datagram(Bytes frame) {
  if (frame.size() < ETHER_HDR_LEN + ipv4_header_bytes) return std::nullopt;
  const Bytes packet = frame.subspan(ETHER_HDR_LEN);
  const auto header = read_ip(packet);
  if (!header) return std::nullopt;
  const Bytes payload = packet.subspan(header->header_bytes);
  DatagramPacket made{.ports = {}, .payload_bytes = 0, .is_error = false, .source = {}};
  std::ranges::copy(header->source, made.source.begin());
  if (is_unreachable(*header, payload)) {
    made.ports = read_quoted(payload.subspan(icmp_header_bytes));
    made.is_error = true;
    return made.ports ? std::optional(made) : std::nullopt;
  }
  if (header->protocol != IPPROTO_UDP) return std::nullopt;
  const std::size_t udp_bytes =
      header->is_later_fragment ? 0 : std::min(header->payload_bytes, udp_header_bytes);
  made.payload_bytes = static_cast<std::uint32_t>(header->payload_bytes - udp_bytes);
  if (header->is_later_fragment) return made;
  made.ports = read_ports(payload);
  return made.ports ? std::optional(made) : std::nullopt;
}

}  // namespace observer
