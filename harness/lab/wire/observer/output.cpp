#include "output.hpp"

#include <unistd.h>

#include <cerrno>

namespace observer {

bool say(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

}  // namespace observer
