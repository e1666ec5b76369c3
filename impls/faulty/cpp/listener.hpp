#pragma once

#include "server.hpp"

/// @returns the descriptor.
/// @throws std::system_error when it cannot listen.
int listen_on(const ServerOptions& options);
