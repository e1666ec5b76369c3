#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <vector>

#include "descriptor.hpp"
#include "stream.hpp"

namespace echo {

inline constexpr std::size_t header_bytes = 4;
inline constexpr std::size_t default_max_frame_bytes = 1 << 20;

using Header = std::span<const std::byte, header_bytes>;

/// The length is unsigned and big-endian, whatever the machine's own order is.
inline std::uint32_t decode_length(Header header) {
  std::uint32_t length = 0;
  for (const std::byte byte : header) length = length << 8 | std::to_integer<std::uint32_t>(byte);
  return length;
}

/// One whole frame, so that header and payload leave in one send.
inline std::vector<std::byte> encode_frame(std::span<const std::byte> payload) {
  std::vector<std::byte> frame;
  frame.reserve(header_bytes + payload.size());
  for (int shift = 24; shift >= 0; shift -= 8) {
    frame.push_back(static_cast<std::byte>(payload.size() >> shift));
  }
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

enum class FrameError { end_of_stream, truncated, oversized, connection_lost };

/// Receives one payload. A length above `max_bytes` is refused before any memory is spent on it.
inline std::expected<std::vector<std::byte>, FrameError> recv_frame(const Descriptor& socket,
                                                                    std::size_t max_bytes) {
  std::array<std::byte, header_bytes> header;
  const auto header_count = recv_exact(socket, header);
  if (!header_count) return std::unexpected(FrameError::connection_lost);
  if (*header_count == 0) return std::unexpected(FrameError::end_of_stream);
  if (*header_count < header.size()) return std::unexpected(FrameError::truncated);

  const std::uint32_t length = decode_length(header);
  if (length > max_bytes) return std::unexpected(FrameError::oversized);

  std::vector<std::byte> payload(length);
  const auto payload_count = recv_exact(socket, payload);
  if (!payload_count) return std::unexpected(FrameError::connection_lost);
  if (*payload_count < payload.size()) return std::unexpected(FrameError::truncated);
  return payload;
}

}  // namespace echo
