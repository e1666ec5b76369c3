#include <iostream>

#include "parse-size.hpp"
#include "server.hpp"

int main(int argument_count, char** arguments) {
  const auto max_frame_bytes = echo::parse_size(argument_count == 4 ? arguments[3] : "");
  if (!max_frame_bytes) {
    std::cerr << "usage: echo-threads <address> <port> <max frame bytes>\n";
    return 2;
  }
  return echo::run_server(arguments[1], arguments[2], *max_frame_bytes);
}
