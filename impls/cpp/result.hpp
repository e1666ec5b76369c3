#pragma once

#include <netdb.h>

#include <cerrno>
#include <expected>
#include <string>
#include <system_error>

namespace echo {

/// A value, or the reason why the operating system or the resolver did not give one.
template <typename T>
using Result = std::expected<T, std::error_code>;

/// The calling thread's errno; read it before anything else can overwrite it.
inline std::unexpected<std::error_code> last_error() {
  return std::unexpected(std::error_code(errno, std::system_category()));
}

/// getaddrinfo() numbers its errors apart from errno, so they need a separate category.
inline const std::error_category& resolver_category() {
  static const class : public std::error_category {
    const char* name() const noexcept override { return "resolver"; }
    std::string message(int code) const override { return ::gai_strerror(code); }
  } category;
  return category;
}

}  // namespace echo
