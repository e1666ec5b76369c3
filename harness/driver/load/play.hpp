#pragma once

#include <functional>

#include "message.hpp"
#include "options.hpp"
#include "samples.hpp"

using Report = std::function<void(const Outcome&)>;

/// Connects, plays the load to its end, and reports what came of it before it closes the
/// connections. Throws std::system_error where it cannot connect.
void play(const Options& options, Message message, const Report& report);
