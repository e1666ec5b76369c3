#include <charconv>
#include <cstddef>
#include <iostream>
#include <string_view>

#include "server.hpp"

int main(int argument_count, char** arguments) {
  std::size_t max_frame_bytes = 0;
  const std::string_view cap = argument_count == 4 ? arguments[3] : "";
  const auto [end, error] = std::from_chars(cap.data(), cap.data() + cap.size(), max_frame_bytes);
  if (error != std::errc() || end != cap.data() + cap.size()) {
    std::cerr << "usage: echo-threads <address> <port> <max frame bytes>\n";
    return 2;
  }
  return echo::run_server(arguments[1], arguments[2], max_frame_bytes);
}
