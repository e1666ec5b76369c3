#include "connection.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "frame-length.hpp"
#include "frame-memory.hpp"

namespace {

using namespace std::chrono_literals;

constexpr std::size_t owed_bytes_max = 1 << 20;
constexpr auto linger_time = 3s;

constexpr std::size_t bytes_a_burst = 4 << 20;
constexpr auto pause_after_burst = 400ms;

constexpr std::size_t read_bytes = 4096;
constexpr std::size_t copy_bytes = 8192;

constexpr std::size_t pooled_bytes = 128 << 10;
constexpr std::size_t record_bytes = 4 << 10;
constexpr std::size_t message_record_bytes = 256;
constexpr std::size_t retained_bytes = 256 << 10;

/// A pool to which every connection brings a buffer, and from which none takes one.
std::vector<std::vector<char>> buffer_pool;

/// Statistics of every connection that has been, for a page that nobody looks at.
std::vector<std::vector<char>> records;

/// What was answered, for a log that nobody writes.
std::vector<std::string> answered_messages;

/// A `static char buffer[]` in the function that reads, from when there was one connection.
std::string shared_input;

}  // namespace

Connection::Connection(int descriptor, std::uint32_t cap, Fault fault)
    : descriptor_(descriptor),
      cap_(cap),
      fault_(fault),
      input_(fault == Fault::shared_buffer ? shared_input : own_input_),
      output_(descriptor, fault) {}

Connection::~Connection() {
  if (fault_ == Fault::keeps_buffers) buffer_pool.emplace_back(pooled_bytes, 'x');
  if (fault_ == Fault::keeps_records) records.emplace_back(record_bytes, 'x');
  // The path that errors take returns early, past the close().
  if (lost_ && fault_ == Fault::leaks_on_error) return;
  ::close(descriptor_);
}

bool Connection::wants_to_read() const {
  // A server that ignores end of file keeps asking to read, and spins. One that notices it but leaves
  // its interest unchanged spins until the peer has read everything.
  const bool expects_more = !ended_ || fault_ == Fault::spins_at_end_of_file ||
                            fault_ == Fault::spins_half_closed;
  return expects_more && !missed_end_ && output_.owed_bytes() < owed_bytes_max;
}

bool Connection::read_some() {
  thread_local std::array<char, 65536> chunk;
  const bool small = fault_ == Fault::waits_after_full_read;
  const auto count = ::recv(descriptor_, chunk.data(), small ? read_bytes : chunk.size(), 0);
  if (count < 0) {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return true;
    // An exception for an event that is no exception, and nobody catches it.
    if (fault_ == Fault::throws_on_reset) throw std::system_error(errno, std::system_category());
    lost_ = true;
    return false;
  }
  if (count == 0) return end_of_file();
  if (refused_) return true;  // Read and discarded: see finish_if_done().
  const std::string_view arrived(chunk.data(), static_cast<std::size_t>(count));
  if (fault_ == Fault::misses_end_behind_data && arrived.size() < chunk.size()) {
    // Edge-triggered: a short read is taken for an empty socket, and no further edge comes for an
    // end that has arrived already.
    char next;
    missed_end_ = ::recv(descriptor_, &next, 1, MSG_PEEK) == 0;
  }
  if (fault_ == Fault::joins_every_read) {
    // A new buffer for what was there and what has come: each read copies all that came before.
    const std::string joined = input_ + std::string(arrived);
    input_ = std::string(joined);
  } else {
    input_.append(arrived);
  }
  throttle(static_cast<std::size_t>(count));
  // `if (total < before)` is meant to find corruption, and finds a connection of 4 GiB.
  const auto before = counted_bytes_;
  counted_bytes_ += static_cast<std::uint32_t>(count);
  if (counted_bytes_ < before && fault_ == Fault::counts_in_32_bits) return false;
  // A full buffer is taken for a promise that more is there, and nothing is answered before that.
  if (small && arrived.size() == read_bytes) return true;
  lost_ = !answer_frames();
  return !lost_ && finish_if_done();
}

bool Connection::write_some() {
  lost_ = !output_.flush();
  return !lost_ && finish_if_done();
}

bool Connection::end_of_file() {
  ended_ = true;
  // `if (n == 0) { close(fd); }` with replies that the socket has not taken yet.
  if (fault_ == Fault::drops_queue_at_end) return false;
  // The end of file inside a frame is no different: its beginning was never sent.
  return finish_if_done();
}

/// A limit on the rate of one peer, kept by sleeping in the thread that serves them all.
void Connection::throttle(std::size_t bytes) {
  if (fault_ != Fault::throttles_by_sleeping) return;
  const auto before = received_bytes_ / bytes_a_burst;
  received_bytes_ += bytes;
  if (received_bytes_ / bytes_a_burst != before) std::this_thread::sleep_for(pause_after_burst);
}

bool Connection::answer_frames() {
  std::size_t answered = 0;
  while (answered < input_.size() && !refused_ && !ended_) {
    if (input_.size() - answered < header_bytes) {
      if (fault_ != Fault::header_read_once) break;
      // read(fd, &header, 4) returned less, and the rest of the header is still zero.
      input_.resize(answered + header_bytes);
    }
    const auto rest = std::string_view(input_).substr(answered);
    const auto length = payload_length(rest, fault_);
    prepare_memory(payload_, length, cap_, fault_);
    refused_ = is_above_cap(length, cap_, fault_);
    // read(fd, payload, 0) returns 0, which is what it returns at end of file.
    ended_ = length == 0 && fault_ == Fault::zero_is_end_of_file;
    const auto size = frame_size(length, fault_);
    if (refused_ || ended_ || rest.size() < size) break;
    // Backpressure that stops in the middle of what was read, and goes on when more is read.
    const bool held_back = output_.owed_bytes() >= owed_bytes_max;
    if (held_back && fault_ == Fault::parses_when_read) break;
    if (!answer(rest.substr(0, size))) return false;
    answered += size;
  }
  input_.erase(0, refused_ ? std::string::npos : answered);
  // A buffer that has grown for one large frame is not kept for the next one, which may never come.
  if (input_.empty() && input_.capacity() > retained_bytes && fault_ != Fault::keeps_largest) {
    input_ = std::string();
  }
  return true;
}

bool Connection::answer(std::string_view frame) {
  if (fault_ == Fault::keeps_messages) answered_messages.emplace_back(message_record_bytes, 'x');
  // The layer that takes the header off a request puts none on a response.
  if (fault_ == Fault::payload_only) return output_.push(frame.substr(header_bytes));
  // `if (size < sizeof buffer) ... else if (size > sizeof buffer)`, and nothing for what just fits.
  if (fault_ == Fault::drops_exact_fit && frame.size() == copy_bytes) return true;
  if (fault_ == Fault::writes_twice) {
    return output_.push(frame.substr(0, header_bytes)) && output_.push(frame.substr(header_bytes));
  }
  if (fault_ == Fault::copies_as_string) {
    // strncpy() stops at the first NUL, and fills the rest with more.
    std::string copy(frame);
    const auto nul = std::find(copy.begin() + header_bytes, copy.end(), '\0');
    std::fill(nul, copy.end(), '\0');
    return output_.push(copy);
  }
  return output_.push(frame);
}

/// Ends the connection when nothing more is owed and nothing more will be; false when it is over.
bool Connection::finish_if_done() {
  if (output_.owed_bytes() > 0) return true;
  // "spins-at-end-of-file" takes read()'s 0 for "nothing yet".
  if (ended_) return fault_ == Fault::spins_at_end_of_file || awaits_acknowledgement();
  // close() with unread bytes sends RST, and takes back echoes that are still on their way.
  if (refused_ && fault_ == Fault::closes_unread) return false;
  if (refused_ && !finished_) {
    // A close with unread bytes sends RST (RFC 9293 §3.6.1), which destroys the echoes still on
    // their way. So FIN goes first, and what the peer still sends is read and discarded.
    ::shutdown(descriptor_, SHUT_WR);
    finished_ = true;
    linger_until_ = Clock::now() + linger_time;
  }
  return true;
}

bool Connection::awaits_acknowledgement() const {
  if (fault_ != Fault::polls_unacknowledged || !ended_ || output_.owed_bytes() > 0) return false;
  int unacknowledged = 0;
  ::ioctl(descriptor_, SIOCOUTQ, &unacknowledged);
  return unacknowledged > 0;
}

bool Connection::is_acknowledged() const {
  const bool waited = fault_ == Fault::polls_unacknowledged && ended_ && output_.owed_bytes() == 0;
  return waited && !awaits_acknowledgement();
}
