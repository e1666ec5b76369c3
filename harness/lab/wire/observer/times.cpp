#include "times.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string_view>

#include "clock.hpp"
#include "output.hpp"
#include "segment.hpp"

namespace observer {

namespace {

/// 8 MiB, 32,768 segments: a quarter of a second at 120,000 a second, for a machine whose
/// processors are busy with the load.
constexpr std::uint32_t blocks = 128;

/// How often the ring is emptied: at 120,000 segments a second, 2,400 in 0.1 ms.
constexpr int tick_ms = 20;

/// 24 MB.
constexpr std::size_t most_segments = 1'000'000;

std::unique_ptr<Times> open(const std::string& device, std::uint16_t server_port,
                            std::int64_t epoch_ns) {
  try {
    auto times = std::make_unique<Times>(device, server_port, epoch_ns);
    return say("{\"failure\":null}\n") ? std::move(times) : nullptr;
  } catch (const std::exception& error) {
    say(R"({"failure":)" + quoted(error.what()) + "}\n");
    return nullptr;
  }
}

void answer(Times& times) {
  times.end();
  const auto* bytes = reinterpret_cast<const char*>(times.segments().data());
  say(times.report());
  say({bytes, times.segments().size() * sizeof(TimedSegment)});
}

}  // namespace

Times::Times(const std::string& device, std::uint16_t server_port, std::int64_t epoch_ns)
    : ring_(device, blocks),
      server_port_(server_port),
      epoch_ns_(epoch_ns),
      realtime_minus_monotonic_ns_(realtime_minus_monotonic_ns()) {}

void Times::drain() {
  ring_.drain([this](const Frame& frame) { keep(frame); });
}

void Times::end() {
  drain();
  dropped_ = ring_.take_dropped();
  clock_set_by_ns_ = realtime_minus_monotonic_ns() - realtime_minus_monotonic_ns_;
  // Two processors may take their times in one order and fill their slots in the other.
  std::ranges::stable_sort(segments_, {}, &TimedSegment::at_ns);
}

std::string Times::report() const {
  return R"({"segments":)" + std::to_string(segments_.size()) + R"(,"cut":)" +
         std::to_string(cut_) + R"(,"droppedByKernel":)" + std::to_string(dropped_) +
         R"(,"clockSetByNs":)" + std::to_string(clock_set_by_ns_) + "}\n";
}

void Times::keep(const Frame& frame) {
  const auto segment = parse(frame.bytes);
  if (!segment || (segment->payload_bytes == 0 && !segment->syn)) return;
  const bool to_server = segment->to_port == server_port_;
  if (!to_server && segment->from_port != server_port_) return;
  if (segments_.size() == most_segments) {
    ++cut_;
    return;
  }
  const std::int64_t realtime_ns = std::int64_t{frame.seconds} * 1'000'000'000 + frame.nanoseconds;
  segments_.push_back({
      .at_ns = realtime_ns - realtime_minus_monotonic_ns_ - epoch_ns_,
      .sequence = segment->sequence,
      .payload_bytes = segment->payload_bytes,
      .client_port = to_server ? segment->from_port : segment->to_port,
      .to_server = to_server,
      .syn = segment->syn,
      .ipv6 = segment->ipv6,
      .unused = {},
  });
}

void record_times(const std::string& device, std::uint16_t server_port, std::int64_t epoch_ns) {
  const auto times = open(device, server_port, epoch_ns);
  std::array<char, 64> buffer{};
  bool is_recording = times != nullptr;
  while (times != nullptr) {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&input, 1, is_recording ? tick_ms : -1);
    if (is_recording) times->drain();
    if (ready <= 0) continue;
    const ssize_t bytes = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return;
    if (is_recording && std::string_view(buffer.data(), static_cast<std::size_t>(bytes)) == "end\n") {
      is_recording = false;
      answer(*times);
    }
  }
}

}  // namespace observer
