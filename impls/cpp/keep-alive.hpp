#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "descriptor.hpp"
#include "listener.hpp"

namespace echo {

/// Gives up a peer that has vanished without a segment, six seconds after it was last heard of.
///
/// By default the kernel probes after two hours of silence, if at all. Four probes are for links
/// that are dark for a moment, or lose some: one without an answer says nothing (RFC 9293, MUST-29).
/// `keepAliveMs` in impl.json is the sum: it has to follow what is set here.
inline void keep_alive(const Descriptor& socket) {
  constexpr int idle_seconds = 2;
  constexpr int interval_seconds = 1;
  constexpr int probes = 4;
  // These fail only for a connection that has died already, which the first recv() will report.
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, idle_seconds);
  set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, interval_seconds);
  set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, probes);
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
}

}  // namespace echo
