#include "connection.hpp"

#include <sys/socket.h>

#include <array>

#include "stream.hpp"

namespace echo {
namespace {

constexpr std::size_t max_discarded_bytes = 16 << 20;

}  // namespace

Phase Connection::advance(Storage& spare) {
  switch (phase_) {
    case Phase::reading:
      frames_.borrow(spare);
      read();
      break;
    case Phase::writing:
      write();
      break;
    case Phase::lingering:
      discard();
      break;
    case Phase::ended:
      break;
  }
  frames_.give_back(spare);
  return phase_;
}

void Connection::read() {
  const auto count = recv_some(socket_, frames_.room());
  if (count && *count > 0) {
    frames_.commit(*count);
    write();
  } else if (count || !would_block(count.error())) {
    // At the end of file every complete frame has been sent already, and a partial one is dropped.
    // Closing delivers what the kernel still holds, then FIN.
    phase_ = Phase::ended;
  }
}

void Connection::write() {
  const auto owed = frames_.complete().subspan(sent_bytes_);
  const auto count = owed.empty() ? 0 : send_some(socket_, owed);
  if (!count && !would_block(count.error())) {
    phase_ = Phase::ended;
    return;
  }
  sent_bytes_ += count.value_or(0);
  if (sent_bytes_ < frames_.complete().size()) {
    phase_ = Phase::writing;
    return;
  }
  frames_.consume_complete();
  sent_bytes_ = 0;
  phase_ = Phase::reading;
  if (frames_.oversized()) linger();
}

/// Sends FIN, to discard from then on what the peer still sends.
///
/// Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys the
/// echoes that are still on their way.
void Connection::linger() {
  ::shutdown(socket_.number(), SHUT_WR);
  frames_.clear();
  phase_ = Phase::lingering;
}

void Connection::discard() {
  std::array<std::byte, 16 * 1024> discarded;
  const auto count = recv_some(socket_, discarded);
  if (!count && would_block(count.error())) return;
  discarded_bytes_ += count.value_or(0);
  if (!count || *count == 0 || discarded_bytes_ >= max_discarded_bytes) phase_ = Phase::ended;
}

}  // namespace echo
