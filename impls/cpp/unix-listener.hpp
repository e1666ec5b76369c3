#pragma once

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "descriptor.hpp"
#include "result.hpp"
#include "socket-file.hpp"

namespace echo {

/// Whoever is in the group may connect, which takes permission to write. `socketMode` in impl.json
/// has to follow.
inline constexpr mode_t socket_mode = 0660;

/// Where a Unix-domain socket is bound: a path, or an abstract name, written as `@name`.
class UnixAddress {
 public:
  static Result<UnixAddress> of(const std::string& name) {
    UnixAddress address;
    // A path has a NUL behind it. To an abstract name belongs every byte that the length covers.
    address.is_abstract_ = name.starts_with('@');
    const std::size_t bytes = name.size() + (address.is_abstract_ ? 0 : 1);
    if (name.empty()) return unusable(std::errc::invalid_argument);
    if (bytes > sizeof address.name_.sun_path) return unusable(std::errc::filename_too_long);
    std::ranges::copy(name, address.name_.sun_path);
    if (address.is_abstract_) address.name_.sun_path[0] = '\0';
    address.length_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + bytes);
    return address;
  }

  [[nodiscard]] bool is_abstract() const { return is_abstract_; }
  [[nodiscard]] const char* path() const { return name_.sun_path; }
  [[nodiscard]] socklen_t length() const { return length_; }
  [[nodiscard]] const sockaddr* address() const {
    return reinterpret_cast<const sockaddr*>(&name_);
  }

 private:
  static std::unexpected<std::error_code> unusable(std::errc reason) {
    return std::unexpected(std::make_error_code(reason));
  }

  sockaddr_un name_{.sun_family = AF_UNIX, .sun_path = {}};
  socklen_t length_ = 0;
  bool is_abstract_ = false;
};

struct UnixListener {
  Descriptor socket;
  /// Absent for an abstract name, which goes with its socket.
  std::optional<SocketFile> file;
};

inline Result<Descriptor> unix_socket() {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return last_error();
  return socket;
}

/// The mode follows from the umask, so that the file never has another one.
inline Result<void> bind_to(const Descriptor& socket, const UnixAddress& address) {
  const mode_t before = ::umask(~socket_mode & 0777);
  const bool is_bound = ::bind(socket.number(), address.address(), address.length()) == 0;
  auto result = is_bound ? Result<void>() : last_error();
  ::umask(before);
  return result;
}

/// Whether nobody listens at the path any more: its server was killed.
///
/// Connecting is the only way to tell. A file that is no socket also refuses, and is left alone.
inline bool is_stale(const UnixAddress& address) {
  struct stat file {};
  if (::lstat(address.path(), &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
  const auto probe = unix_socket();
  return probe && ::connect(probe->number(), address.address(), address.length()) != 0 &&
         errno == ECONNREFUSED;
}

/// Listens at a path or an abstract name. Removes a stale file, never that of a server that lives.
inline Result<UnixListener> listen_at_name(const std::string& name) {
  const auto address = UnixAddress::of(name);
  if (!address) return std::unexpected(address.error());
  auto socket = unix_socket();
  if (!socket) return std::unexpected(socket.error());
  auto bound = bind_to(*socket, *address);
  if (!bound && bound.error() == std::errc::address_in_use && !address->is_abstract() &&
      is_stale(*address)) {
    ::unlink(address->path());
    bound = bind_to(*socket, *address);
  }
  if (!bound) return std::unexpected(bound.error());
  UnixListener listener{.socket = std::move(*socket), .file = std::nullopt};
  if (!address->is_abstract()) listener.file.emplace(name);
  if (::listen(listener.socket.number(), SOMAXCONN) != 0) return last_error();
  return listener;
}

}  // namespace echo
