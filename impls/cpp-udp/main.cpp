#include <arpa/inet.h>
#include <poll.h>

#include <array>
#include <iostream>
#include <string>
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

Result<Descriptor> bind_socket(const std::string& host, const std::string& port) {
  const auto addresses = resolve(host, port, AI_PASSIVE | AI_NUMERICHOST);
  if (!addresses) return std::unexpected(addresses.error());
  std::error_code error = std::make_error_code(std::errc::address_family_not_supported);
  for (const addrinfo& address : *addresses) {
    if (address.ai_family != AF_INET) continue;
    Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    if (socket && ::setsockopt(socket.number(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0 &&
        ::bind(socket.number(), address.ai_addr, address.ai_addrlen) == 0) {
      return socket;
    }
    error = last_error().error();
  }
  return std::unexpected(error);
}

void join(const Descriptor& socket, const std::string& group) {
  ip_mreqn membership{};
  if (::inet_pton(AF_INET, group.c_str(), &membership.imr_multiaddr) != 1 ||
      ::setsockopt(socket.number(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership,
                   sizeof membership) != 0) {
    // There may be no interface for groups. The server's own address can still be asked.
    std::cerr << "cannot join " << group << '\n';
  }
}

/// echo, chargen, and this server's own kind: what comes from there was sent in answer, or forged,
/// and would be answered for ever.
bool is_answered(const sockaddr_in& peer, std::size_t own_port) {
  const std::size_t port = ntohs(peer.sin_port);
  return port != 7 && port != 19 && port != own_port;
}

void answer_waiting(const Descriptor& socket, std::span<std::byte> memory, std::size_t own_port) {
  for (int count = 0; count < datagrams_per_turn; ++count) {
    auto datagram = receive(socket, memory);
    if (datagram && is_answered(datagram->peer, own_port)) answer(socket, *datagram);
    // Any other error is one of a peer's, such as a port that is closed, and is over once reported.
    if (!datagram && errno == EAGAIN) return;
  }
}

int serve(const Descriptor& socket, const Descriptor& stop, std::size_t own_port) {
  std::vector<std::byte> memory(largest_datagram);
  std::array<pollfd, 2> polled{{{.fd = socket.number(), .events = POLLIN, .revents = 0},
                                {.fd = stop.number(), .events = POLLIN, .revents = 0}}};
  for (;;) {
    wait_until_ready(polled);
    if (polled[0].revents != 0) answer_waiting(socket, memory, own_port);
    if (polled[1].revents != 0) return 0;
  }
}

int run(const std::string& host, const std::string& port, const std::string& group) {
  const auto own_port = parse_size(port);
  // Before binding: a supervisor that waits for the socket may send a signal immediately.
  const auto stop = open_stop_descriptor();
  const auto socket = bind_socket(host, port);
  if (!own_port || !stop || !socket) {
    std::cerr << "cannot serve " << host << " port " << port;
    if (!socket) std::cerr << ": " << socket.error().message();
    std::cerr << '\n';
    return 1;
  }
  if (!group.empty()) join(*socket, group);
  return serve(*socket, *stop, *own_port);
}

}  // namespace
}  // namespace echo

int main(int argument_count, char** argument_values) {
  constexpr int usage_status = 2;
  if (argument_count != 3 && argument_count != 4) {
    std::cerr << "usage: echo-udp <address> <port> [<group>]\n";
    return usage_status;
  }
  return echo::run(argument_values[1], argument_values[2],
                   argument_count == 4 ? argument_values[3] : "");
}
