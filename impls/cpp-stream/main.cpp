#include <iostream>

#include "forking-server.hpp"

int main(int argument_count, char** argument_values) {
  constexpr int usage_status = 2;
  if (argument_count != 3) {
    std::cerr << "usage: echo-stream <address> <port>\n";
    return usage_status;
  }
  return echo::run_forking_server(argument_values[1], argument_values[2]);
}
