#pragma once

#include <cstdint>
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
  std::uint32_t retransmission_timeout_us;
  std::uint32_t retransmitted_segments;
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

  /// Appends a sample of each connection of the server's port, `most` of them at most.
  /// @returns how many were left out.
  std::uint64_t look(std::uint16_t server_port, std::size_t most, std::vector<SocketSample>& samples);

 private:
  int netlink_ = -1;
  bool is_clients_;
};

/// @returns a JSON array, with times in ms since the epoch.
std::string json(const std::vector<SocketSample>& samples, std::int64_t epoch_ns);

}  // namespace observer
