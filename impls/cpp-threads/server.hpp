#pragma once

#include <cstddef>
#include <string>

namespace echo {

/// Serves until SIGTERM or SIGINT; returns the exit status of the process.
int run_server(const std::string& host, const std::string& port, std::size_t max_frame_bytes);

}  // namespace echo
