#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One message over and over, and the bytes that an echo of it has at any place.
///
/// It is kept twice, one behind the other, so that a piece of up to its length is contiguous
/// wherever it begins.
class Message {
 public:
  Message(std::size_t header_bytes, std::size_t payload_bytes)
      : bytes_(header_bytes + payload_bytes) {
    std::vector<std::byte> once;
    once.reserve(bytes_);
    for (std::size_t left = header_bytes; left > 0; --left) {
      once.push_back(static_cast<std::byte>(payload_bytes >> 8 * (left - 1)));
    }
    // A period that divides no power of two: what is repeated, lost or moved does not fit.
    for (std::size_t index = 0; index < payload_bytes; ++index) {
      once.push_back(static_cast<std::byte>(index % 251));
    }
    twice_ = once;
    twice_.insert(twice_.end(), once.begin(), once.end());
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
