// The least that an echo can do: recv() and send() of the same bytes, one thread per connection. It keeps no
// contract beyond that: no frames, no limits, no orderly end. It shows what the link and the kernel cost.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <iostream>
#include <span>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr int backlog = 4096;

bool send_all(int socket, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

void echo(int socket) {
  std::array<std::byte, read_bytes> buffer;
  for (;;) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    if (!send_all(socket, std::span(buffer).first(static_cast<std::size_t>(count)))) break;
  }
  ::close(socket);
}

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::system_category(), call);
}

int listen_on(const char* host, const char* port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host, port, &hints, &found); error != 0) {
    throw std::runtime_error(::gai_strerror(error));
  }
  const int listener = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) fail("socket");
  constexpr int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Accepted sockets inherit it.
  ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::bind(listener, found->ai_addr, found->ai_addrlen) != 0) fail("bind");
  if (::listen(listener, backlog) != 0) fail("listen");
  ::freeaddrinfo(found);
  return listener;
}

void serve(int listener) {
  for (;;) {
    const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0) {
      std::thread(echo, socket).detach();
    } else if (errno != EINTR && errno != ECONNABORTED) {
      fail("accept");
    }
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    std::cerr << "usage: plain-echo <address> <port>\n";
    return 2;
  }
  try {
    serve(listen_on(arguments[1], arguments[2]));
  } catch (const std::exception& error) {
    std::cerr << "plain-echo: " << error.what() << '\n';
    return 1;
  }
}
