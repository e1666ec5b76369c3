#include "connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::system_category(), call);
}

/// An IPv4 or IPv6 address with its port, as connect() takes it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

SocketAddress parse_address(const Options& options) {
  SocketAddress address;
  const auto port = htons(options.port);
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const ipv6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, options.host.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = port;
    address.length = sizeof *ipv4;
  } else if (::inet_pton(AF_INET6, options.host.c_str(), &ipv6->sin6_addr) == 1) {
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = port;
    address.length = sizeof *ipv6;
  } else {
    throw std::runtime_error("expected an IPv4 or IPv6 address, found " + options.host);
  }
  return address;
}

void set_option(int descriptor, int level, int name, int value) {
  if (::setsockopt(descriptor, level, name, &value, sizeof value) != 0) fail("setsockopt");
}

/// Between two tries. A try takes a tenth of it from a server that starts beside it.
constexpr Nanoseconds try_again_after = 200'000;

timeval timeval_of(Nanoseconds time) {
  return {.tv_sec = time / per_second, .tv_usec = time % per_second / 1000};
}

int open_socket(int family, const Options& options) {
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  // Before the handshake, which announces the window's scale.
  if (options.send_buffer > 0) set_option(descriptor, SOL_SOCKET, SO_SNDBUF, options.send_buffer);
  if (options.receive_buffer > 0) {
    set_option(descriptor, SOL_SOCKET, SO_RCVBUF, options.receive_buffer);
  }
  set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, options.no_delay ? 1 : 0);
  return descriptor;
}

/// One try. Returns -1, with errno set, where the peer refuses it or does not answer in time.
int connect_once(const SocketAddress& address, const Options& options, Nanoseconds patience) {
  const int descriptor = open_socket(address.storage.ss_family, options);
  if (patience > 0) {
    // It limits connect(), too (socket(7)).
    const timeval limit = timeval_of(patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  const auto* const peer = reinterpret_cast<const sockaddr*>(&address.storage);
  if (::connect(descriptor, peer, address.length) == 0) return descriptor;
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return -1;
}

int connect_until(const SocketAddress& address, const Options& options, Nanoseconds until) {
  for (;;) {
    const Nanoseconds patience = until - now_ns();
    const int descriptor = connect_once(address, options, std::max<Nanoseconds>(patience, 0));
    if (descriptor >= 0) return descriptor;
    if (errno != ECONNREFUSED || patience <= try_again_after) fail("connect");
    const timespec pause{.tv_sec = 0, .tv_nsec = try_again_after};
    ::nanosleep(&pause, nullptr);
  }
}

}  // namespace

Connection::Connection(const Options& options, Nanoseconds patient_until)
    : descriptor_(-1),
      writes_(options.writes),
      quick_ack_(options.quick_ack),
      header_bytes_(options.header_bytes) {
  const SocketAddress address = parse_address(options);
  descriptor_ = connect_until(address, options, patient_until);
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

Connection::Connection(Connection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      writes_(other.writes_),
      quick_ack_(other.quick_ack_),
      header_bytes_(other.header_bytes_),
      alive_(other.alive_),
      altered_(other.altered_),
      pending_(std::move(other.pending_)),
      begun_messages_(other.begun_messages_),
      echoed_messages_(other.echoed_messages_),
      offered_bytes_(other.offered_bytes_),
      sent_bytes_(other.sent_bytes_),
      received_bytes_(other.received_bytes_) {}

Connection::~Connection() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint16_t Connection::local_port() const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    fail("getsockname");
  }
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void Connection::offer(const Message& message, Nanoseconds intended) {
  pending_.push_back({.intended = intended, .sent = 0});
  offered_bytes_ += message.bytes();
}

void Connection::send(const Message& message) {
  while (blocked()) {
    const Nanoseconds now = now_ns();
    const auto bytes = message.at(sent_bytes_, next_write(message));
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      sent_bytes_ += static_cast<std::uint64_t>(count);
      mark_begun(message, now);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return;
    } else if (errno != EINTR) {
      alive_ = false;
    }
  }
}

/// All that was offered; or up to the end of the message, and first to that of its header.
std::size_t Connection::next_write(const Message& message) const {
  if (writes_ == 1) return offered_bytes_ - sent_bytes_;
  const std::size_t within = sent_bytes_ % message.bytes();
  const bool header_apart = header_bytes_ > 0 && within < header_bytes_;
  return (header_apart ? header_bytes_ : message.bytes()) - within;
}

void Connection::mark_begun(const Message& message, Nanoseconds now) {
  for (; begun_messages_ * message.bytes() < sent_bytes_; ++begun_messages_) {
    pending_[begun_messages_ - echoed_messages_].sent = now;
  }
}

std::size_t Connection::receive_some(const Message& message, std::span<std::byte> buffer) {
  const ssize_t count = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
  // Not for good (tcp(7)): the kernel goes back to delaying them when it sees fit.
  if (quick_ack_ && count > 0) set_option(descriptor_, IPPROTO_TCP, TCP_QUICKACK, 1);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return 0;
  if (count <= 0) {
    alive_ = false;
    return 0;
  }
  const auto received = buffer.first(static_cast<std::size_t>(count));
  altered_ = altered_ || received_bytes_ + received.size() > sent_bytes_;
  for (std::size_t place = 0; place < received.size() && !altered_;) {
    const auto expected = message.at(received_bytes_ + place, received.size() - place);
    altered_ = std::memcmp(expected.data(), received.data() + place, expected.size()) != 0;
    place += expected.size();
  }
  return received.size();
}
