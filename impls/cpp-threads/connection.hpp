#pragma once

#include <cstddef>

#include "descriptor.hpp"

namespace echo {

/// Echoes the frames of one connection until its end, blocking the calling thread.
///
/// `stop` becomes readable when the server must stop: the connection then ends as soon as its peer
/// has been silent for a moment and everything that was owed has been sent.
void serve_connection(Descriptor socket, const Descriptor& stop, std::size_t max_frame_bytes);

}  // namespace echo
