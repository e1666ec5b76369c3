#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "clock.hpp"
#include "message.hpp"
#include "options.hpp"
#include "samples.hpp"

/// One client connection. Never blocks once it is connected.
class Connection {
 public:
  /// Connects. Until `patient_until`, tries again while it is refused; 0 tries once. Throws
  /// std::system_error.
  Connection(const Options& options, Nanoseconds patient_until);
  Connection(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint16_t local_port() const;
  /// False once the peer has ended it, or it has failed.
  [[nodiscard]] bool alive() const { return alive_; }
  /// Messages that are sent or wait to be sent, and are not echoed yet.
  [[nodiscard]] std::size_t outstanding() const { return pending_.size(); }
  /// Whether it has something to send that the socket did not take.
  [[nodiscard]] bool blocked() const { return alive_ && sent_bytes_ < offered_bytes_; }

  /// Adds a message, which is sent with the next `send`.
  void offer(const Message& message, Nanoseconds intended);
  /// Sends what the socket takes of the messages that were offered.
  void send(const Message& message);

  /// Reads what has arrived, and hands over every message that is complete with it.
  template <typename Taker>
  void receive(const Message& message, std::span<std::byte> buffer, Taker&& take) {
    const std::size_t count = receive_some(message, buffer);
    if (count == 0) return;
    const Nanoseconds now = now_ns();
    received_bytes_ += count;
    while (!pending_.empty() && received_bytes_ >= (echoed_messages_ + 1) * message.bytes()) {
      const Pending first = pending_.front();
      pending_.pop_front();
      ++echoed_messages_;
      take(Sample{.intended = first.intended, .sent = first.sent, .echoed = now});
    }
  }

  /// Whether what came back differed from what was sent.
  [[nodiscard]] bool altered() const { return altered_; }
  [[nodiscard]] std::uint64_t received_bytes() const { return received_bytes_; }

 private:
  struct Pending {
    Nanoseconds intended;
    /// When its first byte was given to the socket; 0 before.
    Nanoseconds sent;
  };

  std::size_t receive_some(const Message& message, std::span<std::byte> buffer);
  std::size_t next_write(const Message& message) const;
  void mark_begun(const Message& message, Nanoseconds now);

  int descriptor_;
  int writes_;
  bool quick_ack_;
  std::size_t header_bytes_;
  bool alive_ = true;
  bool altered_ = false;
  std::deque<Pending> pending_;
  std::uint64_t begun_messages_ = 0;
  std::uint64_t echoed_messages_ = 0;
  std::uint64_t offered_bytes_ = 0;
  std::uint64_t sent_bytes_ = 0;
  std::uint64_t received_bytes_ = 0;
};
