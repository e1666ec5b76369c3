#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace observer {

/// What is kept of a frame: its headers, with every option, and the first bytes of the payload.
constexpr std::uint32_t snap_bytes = 128;

struct Frame {
  /// Since the Epoch.
  std::uint32_t seconds;
  std::uint32_t nanoseconds;
  /// As it was on the wire; `bytes` may be fewer.
  std::uint32_t wire_bytes;
  std::span<const std::uint8_t> bytes;
};

/// Frames with TCP in them that cross one interface, either way, as the kernel puts them into
/// memory that it shares with this process: nobody is woken for a frame, and what has crossed is
/// there.
class Ring {
 public:
  /// @throws std::system_error where the kernel does not allow it.
  explicit Ring(const std::string& device);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  /// Takes every frame that has crossed so far.
  void drain(const std::function<void(const Frame&)>& take);

  /// @returns how many frames found the ring full since the last call.
  std::uint32_t take_dropped();

 private:
  int socket_ = -1;
  std::uint8_t* memory_ = nullptr;
  std::uint32_t next_ = 0;
};

}  // namespace observer
