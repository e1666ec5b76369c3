#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace observer {

using Bytes = std::span<const std::uint8_t>;

/// Two bytes in network order.
inline std::uint16_t word(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

}  // namespace observer
