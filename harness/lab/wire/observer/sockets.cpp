#include "sockets.hpp"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <linux/tcp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "clock.hpp"
#include "diag.hpp"

namespace observer {

namespace {

constexpr unsigned wanted_states = all_states & ~(1U << closed_state | 1U << listen_state);

/// The spelling of RFC 9293.
constexpr std::array<const char*, 13> state_names = {
    "",           "ESTABLISHED", "SYN-SENT",   "SYN-RECEIVED", "FIN-WAIT-1",
    "FIN-WAIT-2", "TIME-WAIT",   "CLOSED",     "CLOSE-WAIT",   "LAST-ACK",
    "LISTEN",     "CLOSING",     "SYN-RECEIVED"};

/// The kernel's word for a smallest round trip that it has not measured yet, tcp_min_rtt().
constexpr std::uint32_t unmeasured = std::numeric_limits<std::uint32_t>::max();

void read_info(const rtattr* attribute, SocketSample& sample) {
  tcp_info info{};
  std::memcpy(&info, RTA_DATA(attribute),
              std::min<std::size_t>(sizeof info, RTA_PAYLOAD(attribute)));
  sample.described = true;
  sample.congestion_window_segments = info.tcpi_snd_cwnd;
  sample.peer_window_bytes = info.tcpi_snd_wnd;
  sample.round_trip_us = info.tcpi_rtt;
  sample.minimum_round_trip_us = info.tcpi_min_rtt == unmeasured ? 0 : info.tcpi_min_rtt;
  sample.retransmission_timeout_us = info.tcpi_rto;
  sample.retransmitted_segments = info.tcpi_total_retrans;
  sample.unacknowledged_segments = info.tcpi_unacked;
  sample.lost_segments = info.tcpi_lost;
  sample.delivery_bytes_per_second = info.tcpi_delivery_rate;
  sample.bytes_acked = info.tcpi_bytes_acked;
  sample.bytes_received = info.tcpi_bytes_received;
}

std::uint16_t client_port_of(const inet_diag_msg* message, bool is_clients) {
  return ntohs(is_clients ? message->id.idiag_sport : message->id.idiag_dport);
}

SocketSample read_sample(const nlmsghdr* header, const inet_diag_msg* message, bool is_clients) {
  SocketSample sample{};
  sample.at_ns = monotonic_ns();
  sample.is_clients = is_clients;
  sample.client_port = client_port_of(message, is_clients);
  sample.state = message->idiag_state;
  sample.receive_queue_bytes = message->idiag_rqueue;
  sample.send_queue_bytes = message->idiag_wqueue;
  auto left = static_cast<int>(header->nlmsg_len - NLMSG_LENGTH(sizeof *message));
  for (auto* one = reinterpret_cast<const rtattr*>(message + 1); RTA_OK(one, left);
       one = RTA_NEXT(one, left)) {
    if (one->rta_type == INET_DIAG_INFO) read_info(one, sample);
  }
  return sample;
}

std::string number(bool is_known, double value) {
  return is_known ? std::to_string(value) : "null";
}

/// TCP_INFO beyond what every sample has.
std::string described(const SocketSample& one) {
  std::string text = R"(,"minimumRoundTripMs":)";
  text += number(one.minimum_round_trip_us > 0, one.minimum_round_trip_us / 1000.0);
  text += R"(,"unacknowledgedSegments":)" + std::to_string(one.unacknowledged_segments);
  text += R"(,"lostSegments":)" + std::to_string(one.lost_segments);
  text += R"(,"deliveryBytesPerSecond":)";
  text += one.delivery_bytes_per_second > 0 ? std::to_string(one.delivery_bytes_per_second) : "null";
  text += R"(,"bytesAcked":)" + std::to_string(one.bytes_acked);
  text += R"(,"bytesReceived":)" + std::to_string(one.bytes_received);
  return text;
}

}  // namespace

SocketTable::SocketTable(std::string_view network, bool is_clients)
    : netlink_(open_diag(network)), is_clients_(is_clients) {}

SocketTable::~SocketTable() {
  if (netlink_ >= 0) ::close(netlink_);
}

void SocketTable::begin(std::uint16_t server_port) {
  in_time_wait_.clear();
  const DiagQuery query{.states = 1U << time_wait_state,
                        .extensions = 0,
                        .port = server_port,
                        .is_peers = is_clients_};
  dump_sockets(netlink_, query, [&](const nlmsghdr*, const inet_diag_msg* message) {
    in_time_wait_.insert(client_port_of(message, is_clients_));
  });
}

std::uint64_t SocketTable::look(std::uint16_t server_port, std::size_t most,
                                std::vector<SocketSample>& samples) {
  const DiagQuery query{.states = wanted_states,
                        .extensions = 1U << (INET_DIAG_INFO - 1),
                        .port = server_port,
                        .is_peers = is_clients_};
  std::uint64_t left_out = 0;
  std::size_t taken = 0;
  std::size_t newly_waiting = 0;
  dump_sockets(netlink_, query, [&](const nlmsghdr* header, const inet_diag_msg* message) {
    if (message->idiag_state == time_wait_state) {
      // What there is no room for now is seen at the next look.
      if (newly_waiting == most) return;
      if (!in_time_wait_.insert(client_port_of(message, is_clients_)).second) return;
      ++newly_waiting;
    } else if (taken == most) {
      ++left_out;
      return;
    } else {
      ++taken;
    }
    samples.push_back(read_sample(header, message, is_clients_));
  });
  return left_out;
}

std::string json(const std::vector<SocketSample>& samples, std::int64_t epoch_ns) {
  std::string text = "[";
  for (const SocketSample& one : samples) {
    const auto milliseconds = [&one](std::uint32_t us) {
      return number(one.described && us > 0, us / 1000.0);
    };
    if (text.size() > 1) text += ",\n";
    text += R"({"atMs":)" + std::to_string(static_cast<double>(one.at_ns - epoch_ns) / 1e6);
    text += R"(,"host":")" + std::string(one.is_clients ? "client" : "server");
    text += R"(","clientPort":)" + std::to_string(one.client_port);
    text += R"(,"state":")" + std::string(one.state < state_names.size() ? state_names[one.state] : "");
    text += R"(","receiveQueueBytes":)" + std::to_string(one.receive_queue_bytes);
    text += R"(,"sendQueueBytes":)" + std::to_string(one.send_queue_bytes);
    text += R"(,"congestionWindowSegments":)";
    text += one.described ? std::to_string(one.congestion_window_segments) : "null";
    text += R"(,"peerWindowBytes":)";
    text += one.described ? std::to_string(one.peer_window_bytes) : "null";
    text += R"(,"roundTripMs":)" + milliseconds(one.round_trip_us);
    text += R"(,"retransmissionTimeoutMs":)" + milliseconds(one.retransmission_timeout_us);
    text += R"(,"retransmittedSegments":)" + std::to_string(one.retransmitted_segments);
    text += (one.described ? described(one) : "") + "}";
  }
  return text + "]";
}

}  // namespace observer
