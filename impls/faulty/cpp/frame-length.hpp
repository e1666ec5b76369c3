#pragma once

#include <arpa/inet.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "fault.hpp"

inline constexpr std::size_t header_bytes = 4;

/// The payload's length, from a header that has arrived whole.
inline std::uint32_t payload_length(std::string_view header, Fault fault) {
  std::uint32_t length;
  std::memcpy(&length, header.data(), sizeof length);
  // The host's byte order is right on the machine where both ends were tested.
  if (fault == Fault::little_endian) return length;
  return ntohl(length);
}

inline bool is_above_cap(std::uint32_t length, std::uint32_t cap, Fault fault) {
  switch (fault) {
    case Fault::signed_length:
      // `int n = ntohl(header)`: from 2 GiB on a length is negative, and less than any cap.
      return static_cast<int>(length) > static_cast<int>(cap);
    case Fault::length_wraps:
      // The whole frame is compared, and its size computed in 32 bits: 4 + 0xFFFFFFFF is 3.
      return static_cast<std::uint32_t>(header_bytes + length) > header_bytes + cap;
    case Fault::refuses_cap:
      return length >= cap;
    case Fault::accepts_cap_plus_one:
      // The cap is that of a buffer, sized with one more byte for a NUL that never comes.
      return length > cap + 1;
    default:
      return length > cap;
  }
}

/// Header and payload.
inline std::size_t frame_size(std::uint32_t length, Fault fault) {
  if (fault == Fault::length_wraps) return static_cast<std::uint32_t>(header_bytes + length);
  return header_bytes + length;
}
