#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace echo {

/// Counts the connections that are being served, so that a stop can wait for the last one.
class LiveConnections {
 public:
  /// Counts one connection from construction to destruction.
  class Entry {
   public:
    explicit Entry(LiveConnections& live) : live_(live) {
      const std::scoped_lock lock(live_.mutex_);
      ++live_.count_;
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() {
      const std::scoped_lock lock(live_.mutex_);
      // Under the lock, because the waiter may destroy the condition as soon as it wakes.
      if (--live_.count_ == 0) live_.none_left_.notify_all();
    }

   private:
    LiveConnections& live_;
  };

  /// False when some are still being served after `patience`.
  bool wait_until_none(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return none_left_.wait_for(lock, patience, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::size_t count_ = 0;
};

}  // namespace echo
