#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "fault.hpp"
#include "server.hpp"

int main(int argc, char** argv) {
  const auto fault = argc == 5 ? fault_named(argv[4]) : std::nullopt;
  if (!fault) {
    std::cerr << "expected HOST PORT MAX-FRAME FAULT, where FAULT is one of";
    for (const auto name : fault_names) std::cerr << ' ' << name;
    std::cerr << '\n';
    return EXIT_FAILURE;
  }
  // Process 1 has no default action for it. Nothing here survives the end, so none is lost by it.
  std::signal(SIGTERM, [](int) { ::_exit(EXIT_SUCCESS); });
  return run_server({.host = argv[1],
                     .port = static_cast<std::uint16_t>(std::stoul(argv[2])),
                     .cap = static_cast<std::uint32_t>(std::stoul(argv[3])),
                     .fault = *fault});
}
