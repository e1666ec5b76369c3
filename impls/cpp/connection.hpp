#pragma once

#include <cstddef>
#include <cstdint>

#include "descriptor.hpp"
#include "frame-buffer.hpp"

namespace echo {

/// What a connection waits for.
enum class Phase : std::uint8_t {
  reading,    ///< bytes, an end or an error; nothing is owed
  writing,    ///< the peer to take the echoes that it is owed
  lingering,  ///< the peer's end, after a FIN of its own
  ended,      ///< nothing: it can be destroyed, which closes the socket
};

/// The frames of one connection, echoed without ever blocking.
///
/// It reads only while nothing is owed. That bounds its memory to one frame and one read, and lets
/// TCP's flow control hold back a peer that does not take its echoes.
class Connection {
 public:
  /// Takes over a non-blocking socket.
  Connection(Descriptor socket, std::size_t max_frame_bytes)
      : socket_(std::move(socket)), frames_(max_frame_bytes) {}

  /// Reads or writes what the socket lets it, and returns what the connection waits for then.
  ///
  /// `spare` is memory that all connections take in turns: one that holds no bytes needs none.
  /// Throws std::bad_alloc.
  Phase advance(Storage& spare);

  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] const Descriptor& socket() const { return socket_; }

 private:
  void read();
  void write();
  void linger();
  void discard();

  Descriptor socket_;
  FrameBuffer frames_;
  std::size_t sent_bytes_ = 0;
  std::size_t discarded_bytes_ = 0;
  Phase phase_ = Phase::reading;
};

}  // namespace echo
