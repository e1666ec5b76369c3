#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>

namespace echo {

struct ClientOptions {
  std::string host;
  std::string port;
  std::size_t max_frame_bytes;
  /// For connecting, and afterwards for each silence of the peer.
  std::chrono::milliseconds deadline;
};

/// The environment's limits, or the defaults: 1 MiB, and 10 s.
ClientOptions client_options(std::string host, std::string port);

/// Sends each message as one frame, and prints the echoes once all of them have come back unchanged and
/// the peer has closed; returns the exit status of the process.
int run_client(const ClientOptions& options, std::span<const std::string> messages);

}  // namespace echo
