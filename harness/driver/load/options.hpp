#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "clock.hpp"

/// What is sent, by how many connections, when and for how long.
struct Options {
  std::string host;
  std::uint16_t port = 0;
  /// Length of a message, and of the header that it begins with.
  std::size_t message_bytes = 0;
  std::size_t header_bytes = 0;
  std::size_t connections = 1;
  /// How long to try again while connections are refused, and to wait for all of them. 0: no second
  /// try, and as long as the kernel waits.
  Nanoseconds connect_within = 0;
  /// Closed model: each connection keeps this many messages on their way. 0 in the open model.
  std::size_t depth = 1;
  /// Open model: messages per second over all connections, at fixed times. 0 in the closed model.
  double messages_per_second = 0;
  /// Messages that are sent within this time from the start are not among the samples.
  Nanoseconds warm_up = 0;
  /// How long messages are sent after that.
  Nanoseconds duration = per_second;
  /// How long their echoes are awaited at the end.
  Nanoseconds drain = per_second;
  bool no_delay = true;
  /// Acknowledges what arrives at once, instead of with the next message or after 40 ms.
  bool quick_ack = false;
  /// Writes of each message: header and payload apart for 2.
  int writes = 1;
  /// SO_SNDBUF and SO_RCVBUF; 0 leaves them to the kernel.
  int send_buffer = 0;
  int receive_buffer = 0;
  /// Keeps the connections open after the load, until standard input ends.
  bool hold = false;
};

/// Reads words such as `depth=4`; if one is wrong, says so on standard error and returns nothing.
std::optional<Options> parse_options(std::span<char* const> words);
