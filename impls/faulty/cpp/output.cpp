#include "output.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <unordered_map>
#include <utility>

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

using namespace std::chrono_literals;

constexpr auto write_patience = 5s;

constexpr std::size_t buffer_bytes = 4096;

/// What is owed, by descriptor: a table from when connections were never closed.
std::unordered_map<int, std::string> owed_by_descriptor;

}  // namespace

Output::Output(int descriptor, Fault fault) : descriptor_(descriptor), fault_(fault) {
  // The next peer with the same descriptor gets what the one before did not take.
  if (fault == Fault::keeps_output_by_descriptor) owed_ = std::exchange(owed_by_descriptor[descriptor], {});
}

Output::~Output() {
  if (fault_ == Fault::keeps_output_by_descriptor) owed_by_descriptor[descriptor_] = owed_;
}

void Output::abandon_slow_write() {
  // Part of a message is on the wire already.
  if (!owed_.empty() && std::chrono::steady_clock::now() > moved_ + write_patience) owed_.clear();
}

bool Output::push(std::string_view bytes) {
  if (fault_ == Fault::writes_by_buffer && bytes.size() > buffer_bytes) {
    // Like stdio, writes whatever exceeds the buffer separately. Nagle's algorithm is on.
    return push(bytes.substr(0, buffer_bytes)) && push(bytes.substr(buffer_bytes));
  }
  if (owed_.empty()) moved_ = std::chrono::steady_clock::now();
  if (fault_ == Fault::blocks_in_write || fault_ == Fault::blocks_one_loop) return send_blocking(descriptor_, bytes, fault_);
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
    moved_ = std::chrono::steady_clock::now();
    owed_.erase(0, *count);
    if (owed_.empty()) owed_ = std::string();
  }
  return true;
}
