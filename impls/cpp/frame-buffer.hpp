#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "frame.hpp"

namespace echo {

/// Holds back what has arrived of a connection until it ends on a frame boundary.
///
/// An echo of whole frames is the input up to its last boundary, so frames need not be taken apart:
/// a thousand small ones cost one send, and a large one is never copied piece by piece.
class FrameBuffer {
 public:
  explicit FrameBuffer(std::size_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  /// Where the next bytes go; call commit() with the number that came.
  std::span<std::byte> room() {
    // Memory follows the bytes that arrived, not the length that a header claims, and doubling
    // keeps the cost of a frame linear in its size.
    if (storage_.size() - used_ < read_bytes) {
      const std::size_t largest = header_bytes + max_frame_bytes_ + read_bytes;
      storage_.resize(std::clamp(storage_.size() * 2, used_ + read_bytes, largest));
    }
    return std::span(storage_).subspan(used_);
  }

  void commit(std::size_t count) {
    used_ += count;
    while (!oversized_ && used_ - complete_ >= header_bytes) {
      const std::span unread = std::span(storage_).subspan(complete_, used_ - complete_);
      const std::size_t length = decode_length(unread.first<header_bytes>());
      oversized_ = length > max_frame_bytes_;
      if (oversized_ || unread.size() - header_bytes < length) break;
      complete_ += header_bytes + length;
    }
  }

  /// The frames that are complete, ready to be echoed as they stand.
  [[nodiscard]] std::span<const std::byte> complete() const {
    return std::span(storage_).first(complete_);
  }

  /// Forgets the complete frames. What moves is shorter than one read.
  void consume_complete() {
    std::copy(storage_.begin() + static_cast<std::ptrdiff_t>(complete_),
              storage_.begin() + static_cast<std::ptrdiff_t>(used_), storage_.begin());
    used_ -= complete_;
    complete_ = 0;
    // A connection that idles after a large frame must not keep the memory of it.
    if (used_ == 0 && storage_.size() > retained_bytes) storage_ = std::vector<std::byte>();
  }

  /// True after a length above the cap: where the next frame begins is not known any more.
  [[nodiscard]] bool oversized() const { return oversized_; }

 private:
  static constexpr std::size_t read_bytes = 32 * 1024;
  static constexpr std::size_t retained_bytes = 256 * 1024;

  std::size_t max_frame_bytes_;
  std::vector<std::byte> storage_;
  std::size_t used_ = 0;
  std::size_t complete_ = 0;
  bool oversized_ = false;
};

}  // namespace echo
