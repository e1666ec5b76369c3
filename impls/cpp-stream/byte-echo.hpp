#pragma once

#include "descriptor.hpp"

namespace echo {

/// Sends back every byte of one connection until its end (RFC 862), blocking the caller.
///
/// `stop` becomes readable when the server must stop: the connection then ends as soon as its peer
/// has been silent for a moment and everything that was owed has been sent.
void echo_bytes(Descriptor socket, const Descriptor& stop);

}  // namespace echo
