#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "fault.hpp"

/// What one peer is owed and its socket has not taken.
class Output {
 public:
  Output(int descriptor, Fault fault) : descriptor_(descriptor), fault_(fault) {}

  /// Sends at once what the socket takes, and keeps the rest; false when the connection is lost.
  bool push(std::string_view bytes);

  /// Sends what was kept, as far as the socket takes it; false when the connection is lost.
  bool flush();

  std::size_t owed_bytes() const { return owed_.size(); }

 private:
  int descriptor_;
  Fault fault_;
  std::string owed_;
};
