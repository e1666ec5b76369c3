#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace echo {

/// The file of a Unix-domain socket that was bound to its path, which the kernel leaves behind.
///
/// Removes it, unless another server's has taken its place meanwhile.
class SocketFile {
 public:
  explicit SocketFile(std::string path) : path_(std::move(path)) {
    if (::lstat(path_.c_str(), &bound_) != 0) path_.clear();
  }
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), bound_(other.bound_) {}
  SocketFile& operator=(SocketFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(bound_, other.bound_);
    return *this;
  }
  ~SocketFile() {
    struct stat now {};
    const bool is_there = !path_.empty() && ::lstat(path_.c_str(), &now) == 0;
    if (is_there && now.st_dev == bound_.st_dev && now.st_ino == bound_.st_ino) {
      ::unlink(path_.c_str());
    }
  }

 private:
  std::string path_;
  struct stat bound_ {};
};

}  // namespace echo
