#include "sockets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>

namespace observer {

namespace {

/// The kernel's numbers of states, include/net/tcp_states.h.
constexpr unsigned time_wait = 6;
constexpr unsigned closed = 7;
constexpr unsigned listening = 10;
constexpr unsigned all_states = 0x1fff;
constexpr unsigned wanted_states =
    all_states & ~(1U << time_wait | 1U << closed | 1U << listening);

/// The spelling of RFC 9293.
constexpr std::array<const char*, 13> state_names = {
    "",           "ESTABLISHED", "SYN-SENT",   "SYN-RECEIVED", "FIN-WAIT-1",
    "FIN-WAIT-2", "TIME-WAIT",   "CLOSED",     "CLOSE-WAIT",   "LAST-ACK",
    "LISTEN",     "CLOSING",     "SYN-RECEIVED"};

int check(int result, std::string_view what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), std::string(what));
  return result;
}

int open_netlink() {
  return check(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
               "asking the kernel for its sockets");
}

/// A socket stays in the namespace that it was made in.
int open_netlink_in(const std::string& network) {
  const int own = check(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "/proc/self/ns/net");
  const int other = check(::open(network.c_str(), O_RDONLY | O_CLOEXEC), network);
  check(::setns(other, CLONE_NEWNET), network);
  const int netlink = open_netlink();
  check(::setns(own, CLONE_NEWNET), "coming back from " + network);
  ::close(own);
  ::close(other);
  return netlink;
}

void read_info(const rtattr* attribute, SocketSample& sample) {
  tcp_info info{};
  std::memcpy(&info, RTA_DATA(attribute),
              std::min<std::size_t>(sizeof info, RTA_PAYLOAD(attribute)));
  sample.described = true;
  sample.congestion_window_segments = info.tcpi_snd_cwnd;
  sample.peer_window_bytes = info.tcpi_snd_wnd;
  sample.round_trip_us = info.tcpi_rtt;
  sample.retransmission_timeout_us = info.tcpi_rto;
  sample.retransmitted_segments = info.tcpi_total_retrans;
}

SocketSample read_sample(const nlmsghdr* header, const inet_diag_msg* message, bool is_clients) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  SocketSample sample{};
  sample.at_ns = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  sample.is_clients = is_clients;
  sample.client_port = ntohs(is_clients ? message->id.idiag_sport : message->id.idiag_dport);
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

}  // namespace

SocketTable::SocketTable(std::string_view network, bool is_clients)
    : netlink_(network == "-" ? open_netlink() : open_netlink_in(std::string(network))),
      is_clients_(is_clients) {}

SocketTable::~SocketTable() {
  if (netlink_ >= 0) ::close(netlink_);
}

std::uint64_t SocketTable::look(std::uint16_t server_port, std::size_t most,
                                std::vector<SocketSample>& samples) {
  // The older of two requests: it is answered for both families at once.
  struct {
    nlmsghdr header;
    inet_diag_req request;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = TCPDIAG_GETSOCK;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.idiag_states = wanted_states;
  question.request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
  if (::send(netlink_, &question, sizeof question, 0) < 0) return 0;

  std::uint64_t left_out = 0;
  std::size_t taken = 0;
  alignas(nlmsghdr) std::array<char, 32768> buffer{};
  while (true) {
    const ssize_t bytes = ::recv(netlink_, buffer.data(), buffer.size(), 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return left_out;
    auto left = static_cast<unsigned>(bytes);
    for (auto* one = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(one, left);
         one = NLMSG_NEXT(one, left)) {
      if (one->nlmsg_type == NLMSG_DONE || one->nlmsg_type == NLMSG_ERROR) return left_out;
      const auto* message = static_cast<const inet_diag_msg*>(NLMSG_DATA(one));
      const std::uint16_t port =
          ntohs(is_clients_ ? message->id.idiag_dport : message->id.idiag_sport);
      if (port != server_port) continue;
      if (taken < most) {
        samples.push_back(read_sample(one, message, is_clients_));
        ++taken;
      } else {
        ++left_out;
      }
    }
  }
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
    text += R"(,"retransmittedSegments":)" + std::to_string(one.retransmitted_segments) + "}";
  }
  return text + "]";
}

}  // namespace observer
