#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <variant>

#include "descriptor.hpp"

namespace echo {

/// One more than the longest that IPv4 can carry, so that nothing is ever cut off.
inline constexpr std::size_t largest_datagram = 65'536;

/// Where an answer comes from: the host's own address at which a datagram arrived. Nothing if the
/// kernel is to choose one, as for a datagram to many hosts over IPv6.
using Source = std::variant<std::monostate, in_pktinfo, in6_pktinfo>;

/// A datagram that arrived, and all that it takes to answer it.
struct Datagram {
  std::span<std::byte> data;
  sockaddr_storage peer;
  socklen_t peer_length;
  Source source;
};

/// Room for the one control message that is asked for.
struct alignas(cmsghdr) Control {
  std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> bytes{};
};

template <typename Info>
Info read_info(const cmsghdr* part) {
  Info info;
  std::memcpy(&info, CMSG_DATA(part), sizeof info);
  return info;
}

/// The address in a header may be that of many hosts, and none may send from such a one (RFC 1122
/// §3.2.1.3, RFC 4291 §2.7). IPv4 tells the host's own beside it.
inline Source source_in(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      info.ipi_spec_dst = read_info<in_pktinfo>(part).ipi_spec_dst;
      return info;
    }
    if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      const auto info = read_info<in6_pktinfo>(part);
      if (!IN6_IS_ADDR_MULTICAST(&info.ipi6_addr)) return info;
    }
  }
  return {};
}

/// Adds the control message that sets where the message comes from.
template <typename Info>
void set_source(msghdr& message, Control& control, int level, int type, const Info& info) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

/// The next datagram that has arrived, with its data in `memory`; false if there is none, with errno
/// as recvmsg() left it.
inline bool receive(const Descriptor& socket, std::span<std::byte> memory, Datagram& datagram) {
  Control control;
  iovec part{.iov_base = memory.data(), .iov_len = memory.size()};
  msghdr message{};
  message.msg_name = &datagram.peer;
  message.msg_namelen = sizeof datagram.peer;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  const ssize_t count = ::recvmsg(socket.number(), &message, MSG_DONTWAIT);
  // 0 is an empty datagram, and not the end of anything.
  if (count < 0) return false;
  datagram.data = memory.first(static_cast<std::size_t>(count));
  datagram.peer_length = message.msg_namelen;
  datagram.source = source_in(message);
  return true;
}

/// Sends a datagram back to where it came from, from where it was sent to. An error concerns this
/// answer alone, and its peer will ask again.
inline void answer(const Descriptor& socket, Datagram& datagram) {
  Control control;
  iovec part{.iov_base = datagram.data.data(), .iov_len = datagram.data.size()};
  msghdr message{};
  message.msg_name = &datagram.peer;
  message.msg_namelen = datagram.peer_length;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (const auto* info = std::get_if<in_pktinfo>(&datagram.source)) {
    set_source(message, control, IPPROTO_IP, IP_PKTINFO, *info);
  } else if (const auto* info6 = std::get_if<in6_pktinfo>(&datagram.source)) {
    set_source(message, control, IPPROTO_IPV6, IPV6_PKTINFO, *info6);
  }
  // Blocks while the send buffer is full: the receive buffer then holds what arrives meanwhile.
  while (::sendmsg(socket.number(), &message, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace echo
