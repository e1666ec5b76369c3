#include <iostream>
#include <span>

#include "server.hpp"

int main(int argument_count, char** argument_values) {
  const std::span arguments(argument_values, static_cast<std::size_t>(argument_count));
  if (arguments.size() != 5) {
    std::cerr << "usage: proxy <address> <port> <upstream host> <upstream port>\n";
    return 2;
  }
  return proxy::run_proxy({.host = arguments[1], .port = arguments[2]},
                          {.host = arguments[3], .port = arguments[4]});
}
