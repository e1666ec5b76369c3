#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "datagram.hpp"
#include "ring.hpp"
#include "segment.hpp"

namespace observer {

/// What went one way past one side: segments, or packets with datagrams and their fragments.
struct Way {
  std::uint64_t segments = 0;
  std::uint64_t payload_bytes = 0;
  /// Segments that began before the end of what had gone this way already.
  std::uint64_t again = 0;
};

/// A record of a pcap file, of which `kept_bytes` bytes are used.
struct Record {
  std::uint32_t seconds;
  std::uint32_t nanoseconds;
  std::uint32_t kept_bytes;
  std::uint32_t wire_bytes;
  std::array<std::uint8_t, snap_bytes> bytes;
};

/// What is kept of one side of the wire: the segments or datagrams of one server port since the
/// last `begin`, the first and the last of them where they are many.
class Side {
 public:
  Side(const char* device) : ring_(device) {}

  void begin(std::uint16_t server_port);
  /// @returns whether something had crossed.
  bool drain();
  /// Drains, and takes the count of what the kernel dropped.
  void end();

  /// Can be read from, as poll(2) has it, while something has crossed that was not drained.
  int descriptor() const { return ring_.descriptor(); }

  /// @returns what it counted, as a JSON object.
  std::string report() const;
  /// @returns what it kept, as a pcap file with nanoseconds.
  std::string file() const;

 private:
  void keep(const Frame& frame);
  /// @returns whether the frame belongs to the case.
  bool count(std::span<const std::uint8_t> frame);
  void count_segment(Way& way, const Segment& segment, bool to_server);
  /// @returns nothing for a datagram of others.
  std::optional<bool> is_to_server(const DatagramPacket& packet);

  Ring ring_;
  std::uint16_t server_port_ = 0;
  std::uint64_t matched_ = 0;
  std::uint64_t dropped_ = 0;
  Way to_server_;
  Way to_client_;
  std::vector<Record> first_;
  /// A ring: its oldest record is at `matched_` modulo its size, once it is full.
  std::vector<Record> last_;
  /// By connection and direction: the sequence number behind the furthest segment.
  std::unordered_map<std::uint32_t, std::uint32_t> furthest_;
  /// Of datagrams: who sent them to the server, and from which ports. A server may answer from another
  /// port than the one that was asked.
  std::optional<std::array<std::uint8_t, 16>> client_;
  std::unordered_set<std::uint16_t> client_ports_;
};

}  // namespace observer
