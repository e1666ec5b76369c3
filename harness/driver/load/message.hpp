#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

/// One message over and over, and the bytes that an echo of it has at any place.
///
/// It is kept several times, one behind the other, so that many small ones are written at once.
class Message {
 public:
  explicit Message(std::vector<std::byte> once) : bytes_(once.size()), copies_(std::move(once)) {
    const std::size_t count = 1 + (std::max(bytes_, at_once) + bytes_ - 1) / bytes_;
    copies_.reserve(count * bytes_);
    while (copies_.size() < count * bytes_) {
      std::copy_n(copies_.begin(), bytes_, std::back_inserter(copies_));
    }
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// As many as `count` bytes of the stream from `offset`, or fewer: at least a message's length.
  [[nodiscard]] std::span<const std::byte> at(std::uint64_t offset, std::size_t count) const {
    const auto rest = std::span(copies_).subspan(offset % bytes_);
    return rest.first(std::min(count, rest.size()));
  }

 private:
  static constexpr std::size_t at_once = 64 * 1024;

  std::size_t bytes_;
  std::vector<std::byte> copies_;
};
