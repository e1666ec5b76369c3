#pragma once

#include <string>
#include <string_view>

namespace observer {

/// Writes all of it to standard output. @returns false if the reader has gone.
bool say(std::string_view bytes);

/// @returns a JSON string; the system's messages contain neither quotes nor backslashes.
std::string quoted(const std::string& text);

}  // namespace observer
