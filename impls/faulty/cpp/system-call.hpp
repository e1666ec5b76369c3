#pragma once

#include <cerrno>
#include <system_error>

/// @throws std::system_error with the call's name when its result is negative.
inline int checked(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::system_category(), call);
  return result;
}
