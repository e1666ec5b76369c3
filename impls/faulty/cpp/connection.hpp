#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fault.hpp"
#include "output.hpp"

/// One connection: its descriptor, the beginning of a frame, and what is owed.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(int descriptor, std::uint32_t cap, Fault fault);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Reads what has arrived and answers the frames that are whole; false when it is over.
  bool read_some();
  /// Sends more of the owed bytes; false when the connection is over.
  bool write_some();

  /// Reading waits while much is owed: TCP's flow control then holds the peer back.
  bool wants_to_read() const;
  /// The beginning of a frame has come, and not its end.
  bool is_unfinished() const { return !input_.empty(); }
  bool wants_to_write() const { return output_.owed_bytes() > 0; }
  /// A peer that was sent FIN after a bad length and does not end its side either.
  bool is_overdue() const { return finished_ && Clock::now() > linger_until_; }

  /// "times-descriptors" gives a header a second; whether this one is still incomplete.
  bool is_inside_header() const { return !input_.empty() && input_.size() < 4; }
  /// The peer has ended, all is written, and "polls-unacknowledged" waits until it has arrived.
  bool awaits_acknowledgement() const;
  bool is_acknowledged() const;
  bool is_timed = false;
  /// The peer was sent FIN after a bad length.
  bool is_rejected() const { return finished_; }
  bool is_lost() const { return lost_; }
  void abandon_slow_write() { output_.abandon_slow_write(); }

 private:
  bool answer_frames();
  bool answer(std::string_view frame);
  bool finish_if_done();
  bool end_of_file();
  void throttle(std::size_t bytes);

  int descriptor_;
  std::uint32_t cap_;
  Fault fault_;
  std::string own_input_;
  std::string& input_;
  std::vector<char> payload_;
  Output output_;
  std::size_t received_bytes_ = 0;
  std::uint32_t counted_bytes_ = 0;
  bool ended_ = false;
  bool lost_ = false;
  bool refused_ = false;
  bool finished_ = false;
  bool missed_end_ = false;
  Clock::time_point linger_until_;
};
