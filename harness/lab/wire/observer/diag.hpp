#pragma once

#include <linux/inet_diag.h>
#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <string_view>

namespace observer {

/// The kernel's numbers of states, include/net/tcp_states.h.
constexpr unsigned established_state = 1;
constexpr unsigned time_wait_state = 6;
constexpr unsigned closed_state = 7;
constexpr unsigned close_wait_state = 8;
constexpr unsigned listen_state = 10;
constexpr unsigned all_states = 0x1fff;

/// Opens a socket that asks the kernel for TCP sockets (sock_diag(7)).
/// @param network a file that stands for a network namespace; `-` for this process's own.
/// @throws std::system_error where it cannot be asked.
int open_diag(std::string_view network);

/// Which sockets are asked for.
struct DiagQuery {
  /// A mask by the kernel's numbers.
  unsigned states;
  /// A mask of INET_DIAG_INFO and others, each less one.
  unsigned extensions;
  std::uint16_t port;
  /// Whether that port is the peer's, instead of the socket's own.
  bool is_peers;
};

/// Calls `each` with every such socket of either family; with none where the kernel does not answer.
void dump_sockets(int netlink, const DiagQuery& query,
                  const std::function<void(const nlmsghdr*, const inet_diag_msg*)>& each);

}  // namespace observer
