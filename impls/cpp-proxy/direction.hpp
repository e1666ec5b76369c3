#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "descriptor.hpp"
#include "result.hpp"

namespace proxy {

/// The bytes that go from one socket to another, and their end.
class Direction {
 public:
  /// Passes on what it can without waiting: first what is left from before, then what it reads into
  /// `room`. Nothing is read while something is left, so that TCP's flow control holds the sender back,
  /// and no more than one `room` is ever kept.
  ///
  /// Returns an error if either socket has failed.
  echo::Result<void> pump(const echo::Descriptor& from, const echo::Descriptor& to,
                          std::span<std::byte> room);

  /// Whether more can be read.
  [[nodiscard]] bool wants_input() const { return left_.empty() && !ended_; }
  /// Whether something waits until the other side takes it.
  [[nodiscard]] bool wants_output() const { return !left_.empty(); }
  /// Whether the end has come, and was passed on behind all bytes.
  [[nodiscard]] bool is_over() const { return ended_ && left_.empty(); }

 private:
  echo::Result<void> send_left(const echo::Descriptor& to);
  echo::Result<void> receive(const echo::Descriptor& from, const echo::Descriptor& to,
                             std::span<std::byte> room);

  std::vector<std::byte> left_;
  bool ended_ = false;
};

}  // namespace proxy
