#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "client.hpp"

namespace {

constexpr int usage_status = 2;

}  // namespace

int main(int argument_count, char** argument_values) {
  const std::vector<std::string> arguments(argument_values, argument_values + argument_count);
  if (arguments.size() < 4) {
    std::cerr << "usage: echo-client <host> <port> <message>...\n";
    return usage_status;
  }
  const auto options = echo::client_options(arguments[1], arguments[2]);
  return echo::run_client(options, std::span(arguments).subspan(3));
}
