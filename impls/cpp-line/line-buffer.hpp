#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace echo {

/// Holds back what has arrived of a connection until it ends with a newline.
///
/// An echo of whole lines is the input up to its last newline, so lines need not be taken apart. They
/// are bytes, not strings: a NUL is one of them.
class LineBuffer {
 public:
  explicit LineBuffer(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

  /// Where the next bytes go; call commit() with the number that came.
  std::span<std::byte> room() {
    if (storage_.size() - used_ < read_bytes) {
      // Doubling keeps the cost of a line linear in its length. It ends a read behind the cap, where
      // the line is refused.
      const std::size_t largest = max_line_bytes_ + 1 + read_bytes;
      storage_.resize(std::clamp(storage_.size() * 2, used_ + read_bytes, largest));
    }
    return std::span(storage_).subspan(used_);
  }

  void commit(std::size_t count) {
    const auto begin = storage_.begin();
    auto searched = begin + static_cast<std::ptrdiff_t>(used_);
    used_ += count;
    const auto end = begin + static_cast<std::ptrdiff_t>(used_);
    while (!overlong_) {
      const auto found = std::find(searched, end, newline);
      const auto line_bytes = static_cast<std::size_t>(found - begin) - complete_;
      overlong_ = line_bytes > max_line_bytes_;
      if (overlong_ || found == end) break;
      searched = found + 1;
      complete_ += line_bytes + 1;
    }
  }

  /// The lines that are complete, ready to be echoed as they stand.
  [[nodiscard]] std::span<const std::byte> complete() const {
    return std::span(storage_).first(complete_);
  }

  /// Forgets the complete lines, and frees the memory of a long one. What moves is shorter than a line.
  void consume_complete() {
    std::copy(storage_.begin() + static_cast<std::ptrdiff_t>(complete_),
              storage_.begin() + static_cast<std::ptrdiff_t>(used_), storage_.begin());
    used_ -= complete_;
    complete_ = 0;
    if (used_ < read_bytes && storage_.size() > retained_bytes) {
      storage_.resize(used_);
      storage_.shrink_to_fit();
    }
  }

  /// True after a line above the cap, which need not have ended.
  [[nodiscard]] bool overlong() const { return overlong_; }

 private:
  static constexpr std::byte newline{'\n'};
  static constexpr std::size_t read_bytes = 64 * 1024;
  static constexpr std::size_t retained_bytes = 256 * 1024;

  std::size_t max_line_bytes_;
  std::vector<std::byte> storage_;
  std::size_t used_ = 0;
  std::size_t complete_ = 0;
  bool overlong_ = false;
};

}  // namespace echo
