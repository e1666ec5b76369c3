#include "segment.hpp"

#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>

#include "bytes.hpp"

namespace observer {

namespace {

constexpr std::size_t ipv6_header_bytes = 40;
constexpr std::size_t tcp_header_bytes = 20;
constexpr std::uint8_t fin_flag = 0x01;
constexpr std::uint8_t syn_flag = 0x02;

std::uint32_t long_word(Bytes bytes, std::size_t at) {
  return static_cast<std::uint32_t>(word(bytes, at)) << 16 | word(bytes, at + 2);
}

/// @param total_bytes of the TCP header and the payload, as the header before them says.
std::optional<Segment> parse_tcp(Bytes bytes, std::size_t total_bytes, bool ipv6) {
  if (bytes.size() < tcp_header_bytes) return std::nullopt;
  const std::size_t header_bytes = static_cast<std::size_t>(bytes[12] >> 4) * 4;
  const std::uint8_t flags = bytes[13];
  const std::size_t payload = total_bytes - std::min(total_bytes, header_bytes);
  const bool syn = (flags & syn_flag) != 0;
  const bool fin = (flags & fin_flag) != 0;
  return Segment{
      .from_port = word(bytes, 0),
      .to_port = word(bytes, 2),
      .ipv6 = ipv6,
      .syn = syn,
      .sequence = long_word(bytes, 4),
      .payload_bytes = static_cast<std::uint32_t>(payload),
      .length = static_cast<std::uint32_t>(payload + (syn ? 1 : 0) + (fin ? 1 : 0)),
  };
}

}  // namespace

std::optional<Segment> parse(Bytes frame) {
  if (frame.size() < ETHER_HDR_LEN + ipv6_header_bytes) return std::nullopt;
  const std::uint16_t type = word(frame, 12);
  const Bytes packet = frame.subspan(ETHER_HDR_LEN);
  if (type == ETHERTYPE_IP && packet[9] == IPPROTO_TCP) {
    const std::size_t header_bytes = static_cast<std::size_t>(packet[0] & 0x0f) * 4;
    const std::size_t total_bytes = word(packet, 2);
    if (header_bytes > total_bytes || header_bytes > packet.size()) return std::nullopt;
    return parse_tcp(packet.subspan(header_bytes), total_bytes - header_bytes, false);
  }
  if (type == ETHERTYPE_IPV6 && packet[6] == IPPROTO_TCP) {
    return parse_tcp(packet.subspan(ipv6_header_bytes), word(packet, 4), true);
  }
  return std::nullopt;
}

}  // namespace observer
