#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "fault.hpp"

/// What one peer is owed and its socket has not taken.
class Output {
 public:
  Output(int descriptor, Fault fault);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Sends at once what the socket takes, and keeps the rest; false when the connection is lost.
  bool push(std::string_view bytes);

  /// Sends the kept bytes, as far as the socket takes them; false when the connection is lost.
  bool flush();

  std::size_t owed_bytes() const { return owed_.size(); }

  /// Drops bytes that the socket has not taken for a while, and continues with the next ones.
  void abandon_slow_write();

 private:
  int descriptor_;
  Fault fault_;
  std::string owed_;
  std::chrono::steady_clock::time_point moved_{};
};
