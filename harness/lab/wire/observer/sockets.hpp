#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace observer {

/// One socket as the kernel describes it at one moment; `described` is false if it does not.
struct SocketSample {
  std::int64_t at_ns;
  bool is_clients;
  std::uint16_t client_port;
  std::uint8_t state;
  std::uint32_t receive_queue_bytes;
  std::uint32_t send_queue_bytes;
  bool described;
  std::uint32_t congestion_window_segments;
  std::uint32_t peer_window_bytes;
  std::uint32_t round_trip_us;
  std::uint32_t minimum_round_trip_us;
  std::uint32_t retransmission_timeout_us;
  std::uint32_t retransmitted_segments;
  std::uint32_t unacknowledged_segments;
  std::uint32_t lost_segments;
  std::uint64_t delivery_bytes_per_second;
  std::uint64_t bytes_acked;
  std::uint64_t bytes_received;
};

/// Asks the kernel of a host for its TCP sockets, as `ss --info` does, without a process for it.
class SocketTable {
 public:
  /// @param network a file that stands for a network namespace; `-` for this process's own.
  /// @throws std::system_error where it cannot be asked.
  SocketTable(std::string_view network, bool is_clients);
  ~SocketTable();
  SocketTable(const SocketTable&) = delete;
  SocketTable& operator=(const SocketTable&) = delete;

  /// Takes the connections of the port that are in TIME-WAIT for old ones, which are never sampled.
  void begin(std::uint16_t server_port);
  /// Appends a sample of each connection of the server's port, `most` of them at most. One that is in
  /// TIME-WAIT stays so for a minute and has no more to say: it is sampled when it is first seen so.
  /// @returns how many were left out.
  std::uint64_t look(std::uint16_t server_port, std::size_t most, std::vector<SocketSample>& samples);

 private:
  int netlink_ = -1;
  bool is_clients_;
  std::set<std::uint16_t> in_time_wait_;
};

/// @returns a JSON array, with times in ms since the epoch.
std::string json(const std::vector<SocketSample>& samples, std::int64_t epoch_ns);

}  // namespace observer
