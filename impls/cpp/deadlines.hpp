#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "readiness.hpp"

namespace echo {

/// At most one deadline for each descriptor, the earliest first.
class Deadlines {
 public:
  /// Replaces the descriptor's deadline.
  void set(int descriptor, Clock::time_point time) {
    clear(descriptor);
    times_.emplace(descriptor, time);
    queue_.emplace(time, descriptor);
  }

  void clear(int descriptor) {
    const auto found = times_.find(descriptor);
    if (found == times_.end()) return;
    queue_.erase({found->second, descriptor});
    times_.erase(found);
  }

  [[nodiscard]] std::optional<Clock::time_point> earliest() const {
    if (queue_.empty()) return std::nullopt;
    return queue_.begin()->first;
  }

  /// Removes a deadline that has passed, and returns its descriptor.
  std::optional<int> take_passed(Clock::time_point now) {
    if (queue_.empty() || queue_.begin()->first > now) return std::nullopt;
    const int descriptor = queue_.begin()->second;
    clear(descriptor);
    return descriptor;
  }

 private:
  std::set<std::pair<Clock::time_point, int>> queue_;
  std::unordered_map<int, Clock::time_point> times_;
};

}  // namespace echo
