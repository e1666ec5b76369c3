#pragma once

#include "fault.hpp"

/// Sets the options of a socket that accept() has returned.
///
/// @returns false when it is refused; the caller then closes it.
bool prepare_accepted(int descriptor, Fault fault);
