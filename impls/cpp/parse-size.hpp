#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace echo {

/// A whole number that is all of `text`, or nothing.
inline std::optional<std::size_t> parse_size(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace echo
