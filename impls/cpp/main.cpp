#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client.hpp"
#include "frame.hpp"
#include "parse-size.hpp"
#include "server.hpp"

namespace {

constexpr int usage_status = 2;

int usage() {
  std::cerr << "usage: echo server <address> <port> [<max frame bytes>]\n"
               "       echo server unix <path> [<max frame bytes>]\n"
               "       echo client <host> <port> <message>...\n";
  return usage_status;
}

}  // namespace

int main(int argument_count, char** argument_values) {
  const std::span arguments(argument_values, static_cast<std::size_t>(argument_count));
  if (arguments.size() < 4) return usage();
  const std::string_view role = arguments[1];
  const std::string host = arguments[2];
  const std::string port = arguments[3];

  if (role == "client") {
    const std::vector<std::string> messages(arguments.begin() + 4, arguments.end());
    return messages.empty() ? usage() : echo::run_client(echo::client_options(host, port), messages);
  }
  if (role == "server" && arguments.size() <= 5) {
    const auto max_frame_bytes =
        arguments.size() == 5 ? echo::parse_size(arguments[4]) : echo::default_max_frame_bytes;
    if (max_frame_bytes) return echo::run_server(host, port, *max_frame_bytes);
  }
  return usage();
}
