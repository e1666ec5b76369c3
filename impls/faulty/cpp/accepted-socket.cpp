#include "accepted-socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <iostream>
#include <thread>

#include "system-call.hpp"

namespace {

/// Gives up a peer that has vanished, four seconds after it was last heard of.
void keep_alive(int descriptor, Fault fault) {
  const bool hasty = fault == Fault::hasty_keep_alive;
  const int on = 1;
  const int interval_seconds = 1;
  const int idle_seconds = hasty ? 1 : 2;
  // A lost probe is not retransmitted, nor is its answer: one proves nothing (RFC 9293 §3.8.4).
  const int probes = hasty ? 1 : 2;
  ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  // SO_KEEPALIVE alone is taken for enough. The system's own times are two hours and more.
  if (fault == Fault::default_keep_alive) return;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval_seconds, sizeof interval_seconds);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

}  // namespace

bool prepare_accepted(int descriptor, Fault fault) {
  const int on = 1;
  keep_alive(descriptor, fault);
  // "writes-twice" sends header and payload on their own, and leaves Nagle's algorithm on: the
  // payload then waits for the acknowledgement of the header, which the peer delays.
  if (fault != Fault::writes_twice && fault != Fault::writes_by_buffer) {
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  switch (fault) {
    case Fault::aborts_at_close: {
      // "Avoids TIME-WAIT": close() then sends RST instead of FIN, and discards what is unsent.
      const linger at_once{.l_onoff = 1, .l_linger = 0};
      ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      return true;
    }
    case Fault::lingers_at_close: {
      // "Makes sure that everything arrives": close() then waits, in the thread that serves all.
      const linger patiently{.l_onoff = 1, .l_linger = 3};
      ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &patiently, sizeof patiently);
      return true;
    }
    case Fault::looks_up_peers: {
      // For the access log. A name server that does not answer is waited for, by everybody.
      sockaddr_storage peer{};
      socklen_t length = sizeof peer;
      std::array<char, NI_MAXHOST> name{};
      auto* const address = reinterpret_cast<sockaddr*>(&peer);
      if (::getpeername(descriptor, address, &length) == 0) {
        ::getnameinfo(address, length, name.data(), name.size(), nullptr, 0, NI_NAMEREQD);
      }
      return true;
    }
    case Fault::waits_for_log:
      // A line for each connection. Where nobody reads them, write() waits once the pipe is full.
      std::cerr << "accepted a connection, which has descriptor " << descriptor << '\n';
      return true;
    case Fault::inlines_urgent:
      // Urgent bytes then stay in the stream, and the parser takes them for data.
      ::setsockopt(descriptor, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
      return true;
    case Fault::throws_without_peer: {
      // Asks for the peer's address, for the log. A peer that was reset in the backlog has none.
      sockaddr_storage peer;
      socklen_t length = sizeof peer;
      auto* generic = reinterpret_cast<sockaddr*>(&peer);
      checked(::getpeername(descriptor, generic, &length), "getpeername");
      return true;
    }
    case Fault::leaks_without_peer: {
      sockaddr_storage peer;
      socklen_t length = sizeof peer;
      auto* generic = reinterpret_cast<sockaddr*>(&peer);
      return ::getpeername(descriptor, generic, &length) == 0;
    }
    case Fault::leaves_zombies: {
      // A child for each connection, to look up its name, and nobody waits for the children.
      const auto child = ::fork();
      if (child == 0) ::_exit(0);
      return true;
    }
    case Fault::leaves_threads:
      // A thread for each connection's timeout, which nobody stops when the connection is over.
      std::thread([] { std::this_thread::sleep_for(std::chrono::minutes(1)); }).detach();
      return true;
    case Fault::select_limit:
      // select() has no room for more; one that does not look corrupts its memory instead.
      return descriptor < FD_SETSIZE;
    case Fault::waits_for_first_message: {
      // accept(), then read(): until this peer speaks, nobody else is served.
      pollfd readable{.fd = descriptor, .events = POLLIN, .revents = 0};
      ::poll(&readable, 1, -1);
      return true;
    }
    default:
      return true;
  }
}
