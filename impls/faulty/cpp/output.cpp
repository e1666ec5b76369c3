#include "output.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>

namespace {

/// How many bytes the socket took, 0 when it is full; nothing when the connection is lost.
std::optional<std::size_t> send_some(int descriptor, std::string_view bytes, Fault fault) {
  // Without MSG_NOSIGNAL this is write(), and a peer that has gone raises SIGPIPE: the default of
  // which ends the process without a word.
  const int flags = fault == Fault::sigpipe ? 0 : MSG_NOSIGNAL;
  for (;;) {
    const auto count = ::send(descriptor, bytes.data(), bytes.size(), flags);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return std::nullopt;
  }
}

/// What write() does on a blocking socket, in the only thread there is.
bool send_blocking(int descriptor, std::string_view bytes, Fault fault) {
  while (!bytes.empty()) {
    const auto count = send_some(descriptor, bytes, fault);
    if (!count) return false;
    bytes.remove_prefix(*count);
    pollfd writable{.fd = descriptor, .events = POLLOUT, .revents = 0};
    if (!bytes.empty()) ::poll(&writable, 1, -1);
  }
  return true;
}

}  // namespace

bool Output::push(std::string_view bytes) {
  if (fault_ == Fault::blocks_in_write) return send_blocking(descriptor_, bytes, fault_);
  if (owed_.empty()) {
    const auto count = send_some(descriptor_, bytes, fault_);
    // The result of send() is compared with -1 and no more: what the socket did not take is gone.
    if (fault_ == Fault::ignores_short_write) return count.has_value();
    if (!count) return false;
    bytes.remove_prefix(*count);
  }
  owed_.append(bytes);
  return true;
}

bool Output::flush() {
  while (!owed_.empty()) {
    const auto count = send_some(descriptor_, owed_, fault_);
    if (!count) return false;
    if (*count == 0) return true;
    owed_.erase(0, *count);
    if (owed_.empty()) owed_ = std::string();
  }
  return true;
}
