#pragma once

#include <cstdint>

#include "fault.hpp"

struct ServerOptions {
  /// Dotted decimal.
  const char* host;
  std::uint16_t port;
  /// Largest payload, in bytes.
  std::uint32_t cap;
  Fault fault;
};

/// Serves until a signal ends the process.
///
/// @returns an exit status when it cannot listen.
int run_server(const ServerOptions& options);
