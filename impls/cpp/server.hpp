#pragma once

#include <cstddef>
#include <string>

namespace echo {

/// Serves until SIGTERM or SIGINT; returns the exit status of the process. With `unix` as the host,
/// the port is the path of a Unix-domain socket, or its abstract name as `@name`.
int run_server(const std::string& host, const std::string& port, std::size_t max_frame_bytes);

}  // namespace echo
