#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace observer {

/// Reads the options that a server has set on its TCP sockets: on its listeners and on connections
/// that it has accepted.
///
/// getsockopt() needs a descriptor. Each socket is duplicated out of the process that holds it
/// (pidfd_getfd(2)), asked, and closed at once. The process is neither stopped nor traced, and does
/// not notice: the kernel only checks that this program would be allowed to trace it. But while the
/// duplicate is open, for some microseconds, a close() by its owner would not send the FIN yet. The
/// caller therefore asks at a moment at which no connection is about to be closed.
///
/// @param port the server's own.
/// @param processes that may hold the sockets, as this program's own namespace numbers them.
/// @returns a line of JSON.
std::string socket_options(std::uint16_t port, const std::vector<pid_t>& processes);

}  // namespace observer
