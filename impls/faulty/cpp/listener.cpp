#include "listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "system-call.hpp"

namespace {

int backlog_of(Fault fault) {
  switch (fault) {
    case Fault::backlog_of_one:
      // "One at a time" is what the backlog is taken for.
      return 1;
    case Fault::old_backlog:
      // SOMAXCONN, from a header that is older than the kernel.
      return 128;
    default:
      return 1024;
  }
}

}  // namespace

int listen_on(const ServerOptions& options) {
  const int listener = checked(
      ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  const int on = 1;
  // Without it a server that crashed waits a minute for its own port, held by TIME-WAIT.
  if (options.fault != Fault::no_reuse_address) {
    checked(::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
  }
  // Taken for a stronger SO_REUSEADDR, it lets a second server have half of the connections.
  if (options.fault == Fault::reuses_port || options.fault == Fault::blocks_one_loop) {
    checked(::setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), "setsockopt");
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(options.port);
  checked(::inet_pton(AF_INET, options.host, &address.sin_addr) - 1, "inet_pton");
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  checked(::bind(listener, generic, sizeof address), "bind");
  checked(::listen(listener, backlog_of(options.fault)), "listen");
  return listener;
}
