#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "fault.hpp"

/// What is set aside for a frame when its header has been read, before its length is judged.
///
/// Without a fault that is nothing: memory follows the bytes that arrive.
inline void prepare_memory(std::vector<char>& payload, std::uint32_t length, std::uint32_t cap,
                           Fault fault) {
  // Enough of it to show, and little enough for the testing machine to survive.
  constexpr std::size_t filled_bytes_max = 48 << 20;
  if (fault == Fault::reserves_before_check && length > cap) {
    // malloc(n), then the check, whose early return forgets free(). Nothing has touched the pages.
    static std::vector<void*> leaked;
    leaked.push_back(std::malloc(length));
  }
  if (fault == Fault::fills_before_check) {
    // A vector fills with zeros what it reserves, and that makes every page of it resident.
    payload.resize(std::min<std::size_t>(length, filled_bytes_max));
  }
  if (fault == Fault::fills_when_announced && length <= cap) {
    // Within the cap, so it is allowed: a zero-filled buffer, before a byte of the frame has come.
    payload.assign(length, 0);
  }
}
