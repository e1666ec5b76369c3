#pragma once

#include <string>

namespace echo {

/// Sends one frame and prints its echo; returns the exit status of the process.
int run_client(const std::string& host, const std::string& port, const std::string& message);

}  // namespace echo
