// Records the segments and datagrams that cross two interfaces, the client's side of a wire and the server's, and
// the sockets of both hosts.
//
// Usage: observer CLIENT-DEVICE SERVER-DEVICE CLIENT-NETWORK SERVER-NETWORK
//
// A network is a file that stands for a network namespace, or `-` for this process's own; with `-`
// for the devices no segments are recorded.
//
// First prints, as a line of JSON, what it cannot do and why. Then reads commands, one per line,
// and exits when its input ends:
//   begin PORT EPOCH  discards everything; from now on the segments and sockets of this server port
//                     count; times of samples count from the epoch, in ns of the monotonic clock
//   end               answers with a line of JSON: what has crossed so far
//   files             answers with a line, the sizes of three files in bytes, and with the files:
//                     what was captured at the client's side, at the server's, and samples of
//                     sockets
//
// Or: observer times DEVICE PORT EPOCH
//
// Records only when the segments of a server port crossed one interface. Prints, as a line of JSON,
// why it cannot, or null. Then reads one command:
//   end               answers with a line of JSON, and with the segments; see TimedSegment
//
// Or: observer options PORT PID...
//
// Prints, as a line of JSON, the options of the TCP sockets that these processes have on a server port.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"
#include "options.hpp"
#include "output.hpp"
#include "sampling.hpp"
#include "side.hpp"
#include "times.hpp"

namespace {

using observer::quoted;
using observer::say;

/// Nobody is to be woken for each frame: after one, the rings hold for so long what else crosses.
constexpr int tick_ms = 20;

struct Sides {
  observer::Side client;
  observer::Side server;
};

class Recorder {
 public:
  explicit Recorder(char** words) {
    try {
      if (words[1] != std::string_view("-")) sides_.reset(new Sides{{words[1]}, {words[2]}});
    } catch (const std::exception& error) {
      why_no_sides_ = error.what();
    }
    try {
      sampling_ = std::make_unique<observer::Sampling>(words[3], words[4]);
    } catch (const std::exception& error) {
      why_no_sampling_ = error.what();
    }
  }

  std::string failures() const {
    return R"({"capture":)" + (sides_ ? "null" : quoted(why_no_sides_)) + R"(,"sockets":)" +
           (sampling_ ? "null" : quoted(why_no_sampling_)) + "}\n";
  }

  bool is_recording() const { return recording_; }

  /// Takes what has crossed, and a sample if one is due.
  void tick() {
    is_crossed_ = false;
    if (sides_) {
      const bool by_client = sides_->client.drain();
      const bool by_server = sides_->server.drain();
      is_crossed_ = by_client || by_server;
    }
    if (sampling_) sampling_->tick();
  }

  /// Waits for a command, for a frame if none has just crossed, or for the time of a sample.
  /// @returns whether there is a command.
  bool await() const {
    std::array<pollfd, 3> ready{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0}};
    nfds_t count = 1;
    int most_ms = -1;
    if (recording_) most_ms = sampling_ ? sampling_->milliseconds_left() : -1;
    if (recording_ && is_crossed_) {
      most_ms = most_ms < 0 ? tick_ms : std::min(most_ms, tick_ms);
    } else if (recording_ && sides_) {
      ready[count++] = {.fd = sides_->client.descriptor(), .events = POLLIN, .revents = 0};
      ready[count++] = {.fd = sides_->server.descriptor(), .events = POLLIN, .revents = 0};
    }
    return ::poll(ready.data(), count, most_ms) > 0 && ready[0].revents != 0;
  }

  /// @returns false if the reader has gone.
  bool perform(std::string_view command) {
    constexpr std::string_view beginning = "begin ";
    if (command.starts_with(beginning)) return begin(command.substr(beginning.size()));
    if (command == "end") return end();
    if (command == "files") return files();
    std::cerr << "observer: no such command: " << command << '\n';
    return false;
  }

 private:
  bool begin(std::string_view words) {
    std::uint16_t port = 0;
    std::int64_t epoch_ns = 0;
    const char* last = words.data() + words.size();
    const char* rest = std::from_chars(words.data(), last, port).ptr;
    std::from_chars(rest == last ? rest : rest + 1, last, epoch_ns);
    if (sides_) {
      sides_->client.begin(port);
      sides_->server.begin(port);
    }
    if (sampling_) sampling_->begin(port, epoch_ns);
    recording_ = true;
    return true;
  }

  bool end() {
    recording_ = false;
    if (sampling_) sampling_->look();
    std::string sides = R"("client":null,"server":null)";
    if (sides_) {
      sides_->client.end();
      sides_->server.end();
      sides = R"("client":)" + sides_->client.report() + R"(,"server":)" + sides_->server.report();
    }
    // The time as a string: it has more digits than a number of JSON keeps.
    return say(R"({"realtimeMinusMonotonicNs":")" +
               std::to_string(observer::realtime_minus_monotonic_ns()) + R"(","socketsLeftOut":)" +
               std::to_string(sampling_ ? sampling_->left_out() : 0) + "," + sides + "}\n");
  }

  bool files() {
    const std::string client = sides_ ? sides_->client.file() : "";
    const std::string server = sides_ ? sides_->server.file() : "";
    const std::string sockets = sampling_ ? sampling_->text() : "[]";
    return say(std::to_string(client.size()) + ' ' + std::to_string(server.size()) + ' ' +
               std::to_string(sockets.size()) + '\n') &&
           say(client) && say(server) && say(sockets);
  }

  std::unique_ptr<Sides> sides_;
  std::unique_ptr<observer::Sampling> sampling_;
  std::string why_no_sides_;
  std::string why_no_sampling_;
  bool recording_ = false;
  bool is_crossed_ = false;
};

/// Reads commands until there are no more.
void run(Recorder& recorder) {
  std::string pending;
  std::array<char, 4096> buffer{};
  while (true) {
    const bool is_asked = recorder.await();
    if (recorder.is_recording()) recorder.tick();
    if (!is_asked) continue;
    const ssize_t bytes = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return;
    pending.append(buffer.data(), static_cast<std::size_t>(bytes));
    for (std::size_t end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
      const std::string command = pending.substr(0, end);
      pending.erase(0, end + 1);
      if (!recorder.perform(command)) return;
    }
  }
}

std::uint16_t port_in(const char* word) {
  return static_cast<std::uint16_t>(std::strtoul(word, nullptr, 10));
}

}  // namespace

int main(int count, char** words) {
  if (count >= 4 && words[1] == std::string_view("options")) {
    std::vector<pid_t> processes;
    for (int at = 3; at < count; ++at) processes.push_back(std::atoi(words[at]));
    return say(observer::socket_options(port_in(words[2]), processes)) ? 0 : 1;
  }
  if (count != 5) {
    std::cerr << "usage: observer CLIENT-DEVICE SERVER-DEVICE CLIENT-NETWORK SERVER-NETWORK\n"
                 "       observer times DEVICE PORT EPOCH\n"
                 "       observer options PORT PID...\n";
    return 2;
  }
  if (words[1] == std::string_view("times")) {
    observer::record_times(words[2], port_in(words[3]), std::strtoll(words[4], nullptr, 10));
    return 0;
  }
  Recorder recorder(words);
  if (say(recorder.failures())) run(recorder);
  return 0;
}
