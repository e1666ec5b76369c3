#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent {

/// What passes between the harness and the agent: 1 byte of type, then number and length of the
/// payload, 4 bytes each in network byte order, then the payload.
struct Frame {
  char type;
  /// Number of the process or the request that it belongs to.
  std::uint32_t number;
  std::string payload;
};

/// Blocks until everything is written.
///
/// @returns false if the reader has gone.
bool write_frame(int descriptor, char type, std::uint32_t number, std::string_view payload);

/// Assembles frames from the bytes of a stream.
class FrameReader {
 public:
  void append(std::string_view bytes) { buffer_.append(bytes); }
  std::optional<Frame> next();

 private:
  std::string buffer_;
};

/// Splits a payload into fields, each terminated by a zero byte.
std::vector<std::string> fields_of(std::string_view payload);

}  // namespace agent
