#pragma once

#include "message.hpp"
#include "options.hpp"
#include "samples.hpp"

/// Connects, and plays the load to its end. Throws std::system_error where it cannot connect.
Outcome play(const Options& options, Message message);
