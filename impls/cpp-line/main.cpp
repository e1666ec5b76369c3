#include <iostream>

#include "parse-size.hpp"
#include "server.hpp"

int main(int argument_count, char** arguments) {
  const auto max_line_bytes = echo::parse_size(argument_count == 4 ? arguments[3] : "");
  if (!max_line_bytes) {
    std::cerr << "usage: echo-line <address> <port> <max line bytes>\n";
    return 2;
  }
  return echo::run_server(arguments[1], arguments[2], *max_line_bytes);
}
