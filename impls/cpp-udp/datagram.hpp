#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>

#include "descriptor.hpp"

namespace echo {

/// One more than the longest that IPv4 can carry, so that nothing is ever cut off.
inline constexpr std::size_t largest_datagram = 65'536;

/// A datagram that arrived, and all that it takes to answer it.
struct Datagram {
  std::span<std::byte> data;
  sockaddr_in peer;
  /// The host's own address at which it arrived. The address in its header may be that of many
  /// hosts, and none may send from such a one (RFC 1122 §3.2.1.3).
  std::optional<in_addr> own_address;
};

/// Room for the one control message that is asked for.
struct alignas(cmsghdr) Control {
  std::array<std::byte, CMSG_SPACE(sizeof(in_pktinfo))> bytes{};
};

inline std::optional<in_addr> own_address_in(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != IPPROTO_IP || part->cmsg_type != IP_PKTINFO) continue;
    in_pktinfo info;
    std::memcpy(&info, CMSG_DATA(part), sizeof info);
    return info.ipi_spec_dst;
  }
  return std::nullopt;
}

/// The next datagram that has arrived, with its data in `memory`; nothing if there is none, with
/// errno as recvmsg() left it.
inline std::optional<Datagram> receive(const Descriptor& socket, std::span<std::byte> memory) {
  Datagram datagram{};
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
  if (count < 0) return std::nullopt;
  datagram.data = memory.first(static_cast<std::size_t>(count));
  datagram.own_address = own_address_in(message);
  return datagram;
}

/// Sends a datagram back to where it came from, from where it was sent to. An error concerns this
/// answer alone, and its peer will ask again.
inline void answer(const Descriptor& socket, Datagram& datagram) {
  Control control;
  iovec part{.iov_base = datagram.data.data(), .iov_len = datagram.data.size()};
  msghdr message{};
  message.msg_name = &datagram.peer;
  message.msg_namelen = sizeof datagram.peer;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (datagram.own_address) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_IP;
    header->cmsg_type = IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo info{};
    info.ipi_spec_dst = *datagram.own_address;
    std::memcpy(CMSG_DATA(header), &info, sizeof info);
  }
  // Blocks while the send buffer is full: the receive buffer then holds what arrives meanwhile.
  while (::sendmsg(socket.number(), &message, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace echo
