#include <arpa/inet.h>
#include <poll.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "address.hpp"
#include "datagram.hpp"
#include "descriptor.hpp"
#include "parse-size.hpp"
#include "readiness.hpp"
#include "result.hpp"
#include "stop.hpp"

namespace echo {
namespace {

/// A flood must not keep a signal waiting.
constexpr int datagrams_per_turn = 64;

bool turn_on(const Descriptor& socket, int level, int option) {
  const int on = 1;
  return ::setsockopt(socket.number(), level, option, &on, sizeof on) == 0;
}

/// Whether the socket will say at which address a datagram arrived, and hears its own family alone.
bool prepare(const Descriptor& socket, int family) {
  return family == AF_INET ? turn_on(socket, IPPROTO_IP, IP_PKTINFO)
                           : turn_on(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO) &&
                                 turn_on(socket, IPPROTO_IPV6, IPV6_V6ONLY);
}

Result<Descriptor> bind_socket(const std::string& host, const std::string& port) {
  const auto addresses = resolve(host, port, AI_PASSIVE | AI_NUMERICHOST);
  if (!addresses) return std::unexpected(addresses.error());
  std::error_code error = std::make_error_code(std::errc::address_family_not_supported);
  for (const addrinfo& address : *addresses) {
    Descriptor socket(::socket(address.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (socket && prepare(socket, address.ai_family) &&
        ::bind(socket.number(), address.ai_addr, address.ai_addrlen) == 0) {
      return socket;
    }
    error = last_error().error();
  }
  return std::unexpected(error);
}

/// One for each family, IPv4's first, if the address stands for both.
Result<std::vector<Descriptor>> bind_sockets(const std::string& host, const std::string& port) {
  std::vector<std::string> hosts{host};
  if (host == "::") hosts.insert(hosts.begin(), "0.0.0.0");
  std::vector<Descriptor> sockets;
  for (const std::string& one : hosts) {
    auto socket = bind_socket(one, port);
    if (!socket) return std::unexpected(socket.error());
    sockets.push_back(std::move(*socket));
  }
  return sockets;
}

bool join_ipv4(const Descriptor& socket, const std::string& group) {
  ip_mreqn membership{};
  return ::inet_pton(AF_INET, group.c_str(), &membership.imr_multiaddr) == 1 &&
         ::setsockopt(socket.number(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership,
                      sizeof membership) == 0;
}

/// On the interface that the route to the group has.
bool join_ipv6(const Descriptor& socket, const std::string& group) {
  ipv6_mreq membership{};
  return ::inet_pton(AF_INET6, group.c_str(), &membership.ipv6mr_multiaddr) == 1 &&
         ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_JOIN_GROUP, &membership,
                      sizeof membership) == 0;
}

/// Joins each group with the sockets of its family.
void join(const std::vector<Descriptor>& sockets, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    const bool is_ipv6 = group.find(':') != std::string::npos;
    const bool joined = std::ranges::any_of(sockets, [&](const Descriptor& socket) {
      return is_ipv6 ? join_ipv6(socket, group) : join_ipv4(socket, group);
    });
    // There may be no interface for groups. The server's own address can still be asked.
    if (!joined) std::cerr << "cannot join " << group << '\n';
  }
}

/// The port lies at the same place in the addresses of both families.
std::size_t port_of(const sockaddr_storage& peer) {
  return ntohs(reinterpret_cast<const sockaddr_in&>(peer).sin_port);
}

/// echo, chargen, and this server's own kind: what comes from there was sent in answer, or forged,
/// and would be answered for ever.
bool is_answered(std::size_t port, std::size_t own_port) {
  return port != 7 && port != 19 && port != own_port;
}

void answer_waiting(const Descriptor& socket, std::span<std::byte> memory, std::size_t own_port) {
  Datagram datagram{};
  for (int count = 0; count < datagrams_per_turn; ++count) {
    if (receive(socket, memory, datagram)) {
      if (is_answered(port_of(datagram.peer), own_port)) answer(socket, datagram);
    } else if (errno == EAGAIN) {
      return;
    }
    // Any other error is one of a peer's, such as a port that is closed, and is over once reported.
  }
}

int serve(const std::vector<Descriptor>& sockets, const Descriptor& stop, std::size_t own_port) {
  std::vector<std::byte> memory(largest_datagram);
  std::vector<pollfd> polled;
  polled.push_back({.fd = stop.number(), .events = POLLIN, .revents = 0});
  for (const Descriptor& socket : sockets) {
    polled.push_back({.fd = socket.number(), .events = POLLIN, .revents = 0});
  }
  for (;;) {
    wait_until_ready(polled);
    for (std::size_t index = 0; index < sockets.size(); ++index) {
      if (polled[index + 1].revents != 0) answer_waiting(sockets[index], memory, own_port);
    }
    if (polled[0].revents != 0) return 0;
  }
}

int run(const std::string& host, const std::string& port, const std::vector<std::string>& groups) {
  const auto own_port = parse_size(port);
  // Before binding: a supervisor that waits for the socket may send a signal immediately.
  const auto stop = open_stop_descriptor();
  const auto sockets = bind_sockets(host, port);
  if (!own_port || !stop || !sockets) {
    std::cerr << "cannot serve " << host << " port " << port;
    if (!sockets) std::cerr << ": " << sockets.error().message();
    std::cerr << '\n';
    return 1;
  }
  join(*sockets, groups);
  return serve(*sockets, *stop, *own_port);
}

}  // namespace
}  // namespace echo

int main(int argument_count, char** argument_values) {
  constexpr int usage_status = 2;
  if (argument_count < 3) {
    std::cerr << "usage: echo-udp <address> <port> [<group>]...\n";
    return usage_status;
  }
  return echo::run(argument_values[1], argument_values[2],
                   {argument_values + 3, argument_values + argument_count});
}
