#include "side.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace observer {

namespace {

/// With 144 bytes a record a file is 4.7 MB at most.
constexpr std::size_t kept_first = 16'384;
constexpr std::size_t kept_last = 16'384;

/// A pcap file's header: numbers in this machine's byte order.
struct FileHeader {
  std::uint32_t magic = 0xa1b23c4d;  // Nanoseconds.
  std::uint16_t major = 2;
  std::uint16_t minor = 4;
  std::uint32_t zone = 0;
  std::uint32_t accuracy = 0;
  std::uint32_t snap = snap_bytes;
  std::uint32_t link_type = 1;  // Ethernet.
};

Record record(const Frame& frame) {
  Record made{
      .seconds = frame.seconds,
      .nanoseconds = frame.nanoseconds,
      .kept_bytes = static_cast<std::uint32_t>(std::min(frame.bytes.size(), std::size_t{snap_bytes})),
      .wire_bytes = frame.wire_bytes,
      .bytes = {},
  };
  std::copy_n(frame.bytes.begin(), made.kept_bytes, made.bytes.begin());
  return made;
}

void append(std::string& file, const Record& record) {
  const auto* bytes = reinterpret_cast<const char*>(&record);
  file.append(bytes, offsetof(Record, bytes) + record.kept_bytes);
}

bool is_earlier(const Record* one, const Record* other) {
  return std::pair(one->seconds, one->nanoseconds) < std::pair(other->seconds, other->nanoseconds);
}

/// Sequence numbers wrap around (RFC 9293 §3.4).
bool is_before(std::uint32_t one, std::uint32_t other) {
  return static_cast<std::int32_t>(one - other) < 0;
}

std::string json(const Way& way) {
  return R"({"segments":)" + std::to_string(way.segments) + R"(,"payloadBytes":)" +
         std::to_string(way.payload_bytes) + R"(,"again":)" + std::to_string(way.again) + "}";
}

}  // namespace

void Side::begin(std::uint16_t server_port) {
  ring_.drain([](const Frame&) {});
  ring_.take_dropped();
  server_port_ = server_port;
  matched_ = 0;
  dropped_ = 0;
  to_server_ = {};
  to_client_ = {};
  first_.clear();
  last_.clear();
  furthest_.clear();
  client_.reset();
  client_ports_.clear();
}

bool Side::drain() {
  return ring_.drain([this](const Frame& frame) { keep(frame); });
}

void Side::end() {
  drain();
  dropped_ += ring_.take_dropped();
}

void Side::keep(const Frame& frame) {
  if (!count(frame.bytes)) return;
  if (first_.size() < kept_first) {
    first_.push_back(record(frame));
  } else if (last_.size() < kept_last) {
    last_.push_back(record(frame));
  } else {
    last_[(matched_ - kept_first) % kept_last] = record(frame);
  }
  ++matched_;
}

bool Side::count(std::span<const std::uint8_t> frame) {
  if (const auto segment = parse(frame)) {
    const bool to_server = segment->to_port == server_port_;
    if (!to_server && segment->from_port != server_port_) return false;
    count_segment(to_server ? to_server_ : to_client_, *segment, to_server);
    return true;
  }
  const auto packet = parse_datagram(frame);
  if (!packet) return false;
  const auto to_server = is_to_server(*packet);
  if (to_server && !packet->is_error) {
    Way& way = *to_server ? to_server_ : to_client_;
    ++way.segments;
    way.payload_bytes += packet->payload_bytes;
  }
  return to_server.has_value();
}

std::optional<bool> Side::is_to_server(const DatagramPacket& packet) {
  // Only the hosts of the case are on the wire, and the client speaks first.
  if (!packet.ports) return !client_ || packet.source == *client_;
  const auto [from, to] = *packet.ports;
  if (to == server_port_ && !packet.is_error) {
    client_ = packet.source;
    client_ports_.insert(from);
  }
  if (to == server_port_) return true;
  if (from == server_port_ || client_ports_.contains(to)) return false;
  if (client_ports_.contains(from)) return true;
  return std::nullopt;
}

void Side::count_segment(Way& way, const Segment& segment, bool to_server) {
  ++way.segments;
  way.payload_bytes += segment.payload_bytes;
  if (segment.length == 0) return;
  const std::uint16_t client_port = to_server ? segment.from_port : segment.to_port;
  const std::uint32_t key = static_cast<std::uint32_t>(client_port) << 2 |
                            (segment.ipv6 ? 2U : 0U) | (to_server ? 1U : 0U);
  const std::uint32_t behind = segment.sequence + segment.length;
  const auto [known, is_new] = furthest_.try_emplace(key, behind);
  if (is_new) return;
  std::uint32_t& furthest = known->second;
  // A port that is used again begins anywhere; a SYN that comes again begins where it did.
  if (segment.syn && behind != furthest) {
    furthest = behind;
    return;
  }
  if (is_before(segment.sequence, furthest)) ++way.again;
  if (is_before(furthest, behind)) furthest = behind;
}

std::string Side::report() const {
  const std::uint64_t kept = first_.size() + last_.size();
  const std::string before_gap = matched_ > kept ? std::to_string(first_.size()) : "null";
  return R"({"packets":)" + std::to_string(kept) + R"(,"cut":)" + std::to_string(matched_ - kept) +
         R"(,"droppedByKernel":)" + std::to_string(dropped_) + R"(,"beforeGap":)" + before_gap +
         R"(,"toServer":)" + json(to_server_) + R"(,"toClient":)" + json(to_client_) + "}";
}

std::string Side::file() const {
  std::vector<const Record*> kept;
  kept.reserve(first_.size() + last_.size());
  for (const Record& one : first_) kept.push_back(&one);
  const bool has_gap = matched_ > first_.size() + last_.size();
  const std::size_t oldest =
      has_gap ? static_cast<std::size_t>((matched_ - kept_first) % kept_last) : 0;
  for (std::size_t index = 0; index < last_.size(); ++index) {
    kept.push_back(&last_[(oldest + index) % last_.size()]);
  }
  // Two processors may take their times in one order and fill their slots in the other.
  const auto gap = kept.begin() + static_cast<std::ptrdiff_t>(has_gap ? first_.size() : 0);
  std::stable_sort(kept.begin(), gap, is_earlier);
  std::stable_sort(gap, kept.end(), is_earlier);
  const FileHeader header;
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  for (const Record* one : kept) append(bytes, *one);
  return bytes;
}

}  // namespace observer
