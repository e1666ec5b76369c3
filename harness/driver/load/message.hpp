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
/// It is kept twice, one behind the other, so that a piece of up to its length is contiguous
/// wherever it begins.
class Message {
 public:
  explicit Message(std::vector<std::byte> once) : bytes_(once.size()), twice_(std::move(once)) {
    twice_.reserve(2 * bytes_);
    std::copy_n(twice_.begin(), bytes_, std::back_inserter(twice_));
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// As many as `count` bytes of the stream from `offset`, at most a message's length.
  [[nodiscard]] std::span<const std::byte> at(std::uint64_t offset, std::size_t count) const {
    return std::span(twice_).subspan(offset % bytes_, count < bytes_ ? count : bytes_);
  }

 private:
  std::size_t bytes_;
  std::vector<std::byte> twice_;
};
