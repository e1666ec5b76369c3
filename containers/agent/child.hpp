#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace agent {

/// A command that the harness wants to run.
struct Command {
  bool has_input;
  /// RLIMIT_NOFILE, or 0 for the agent's.
  unsigned long descriptor_limit;
  /// Empty for the agent's.
  std::string folder;
  /// `NAME=value`, added to the agent's.
  std::vector<std::string> environment;
  std::vector<std::string> words;
};

/// Reads fields: input (0 or 1), descriptor limit, folder, number of variables, these, the words.
Command parse_command(const std::vector<std::string>& fields);

/// A process that was started, with this end of its pipes; -1 where one is closed.
struct Child {
  std::uint32_t number;
  pid_t process;
  int input;
  int output;
  int errors;
  /// Bytes waiting to be written to its input.
  std::string unwritten;
  bool input_ends;
  bool ended;
  long kills_before;
};

/// @returns the child, or with a process of -1 and in `errors` the errno that kept it from running.
Child start(std::uint32_t number, const Command& command);

}  // namespace agent
