#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sockets.hpp"

namespace observer {

/// Samples the sockets of both hosts periodically, less often as time passes.
class Sampling {
 public:
  /// @throws std::system_error where they cannot be looked at.
  Sampling(std::string_view client_network, std::string_view server_network)
      : client_(client_network, true), server_(server_network, false) {}

  void begin(std::uint16_t server_port, std::int64_t epoch_ns);
  /// Takes a sample if one is due.
  void tick();
  /// @returns how long it is until the next one is due.
  int milliseconds_left() const;
  /// Takes one in any case: what the end has left behind.
  void look();

  std::uint64_t left_out() const { return left_out_; }
  std::size_t count() const { return samples_.size(); }
  std::string text() const { return json(samples_, epoch_ns_); }

 private:
  SocketTable client_;
  SocketTable server_;
  std::uint16_t server_port_ = 0;
  std::int64_t epoch_ns_ = 0;
  std::int64_t began_ns_ = 0;
  std::int64_t next_ns_ = 0;
  std::vector<SocketSample> samples_;
  std::uint64_t left_out_ = 0;
};

}  // namespace observer
