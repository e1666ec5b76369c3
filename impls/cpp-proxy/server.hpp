#pragma once

#include <string>

namespace proxy {

struct Place {
  std::string host;
  std::string port;
};

/// Passes connections on until SIGTERM or SIGINT. Returns the exit status.
int run_proxy(const Place& listen, const Place& upstream);

}  // namespace proxy
