#pragma once

#include <string>

namespace echo {

/// Serves each connection in its own process until SIGTERM or SIGINT.
///
/// It returns in every child, too; what it returns is the exit status of the calling process.
int run_forking_server(const std::string& host, const std::string& port);

}  // namespace echo
