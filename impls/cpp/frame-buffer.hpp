#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "frame.hpp"

namespace echo {

using Storage = std::vector<std::byte>;

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

  /// Forgets the complete frames. What moves is shorter than one frame.
  void consume_complete() {
    std::copy(storage_.begin() + static_cast<std::ptrdiff_t>(complete_),
              storage_.begin() + static_cast<std::ptrdiff_t>(used_), storage_.begin());
    used_ -= complete_;
    complete_ = 0;
  }

  /// Forgets everything, and frees the memory.
  void clear() {
    storage_ = Storage();
    used_ = complete_ = 0;
  }

  /// Takes memory to read into, along with the few bytes that it holds; many stay where they are.
  ///
  /// So the connections of a thread share what they read into, and one that idles, or waits for the
  /// rest of a header, costs no more than the bytes that it has received.
  void borrow(Storage& spare) {
    if (used_ > few_bytes) return;
    if (spare.size() < used_) spare.resize(read_bytes);
    std::copy_n(storage_.begin(), used_, spare.begin());
    storage_.swap(spare);
  }

  /// Gives the memory back when few bytes are left in it.
  void give_back(Storage& spare) {
    if (used_ > few_bytes || storage_.size() <= used_) return;
    Storage own(storage_.begin(), storage_.begin() + static_cast<std::ptrdiff_t>(used_));
    if (storage_.size() > spare.size()) spare.swap(storage_);
    storage_.swap(own);
  }

  /// Frees the memory of a large frame when few bytes are left in it.
  void trim() {
    if (storage_.size() <= retained_bytes) return;
    Storage freed;
    give_back(freed);
  }

  /// True after a length above the cap: where the next frame begins is not known any more.
  [[nodiscard]] bool oversized() const { return oversized_; }

 private:
  static constexpr std::size_t read_bytes = 64 * 1024;
  static constexpr std::size_t few_bytes = 4 * 1024;
  static constexpr std::size_t retained_bytes = 256 * 1024;

  std::size_t max_frame_bytes_;
  Storage storage_;
  std::size_t used_ = 0;
  std::size_t complete_ = 0;
  bool oversized_ = false;
};

}  // namespace echo
