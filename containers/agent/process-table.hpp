#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace agent {

/// @returns the contents, or nothing where the file cannot be read.
std::string read_file(const std::string& path);

/// @returns every process that descends from this one, and is not about to be reaped by it.
std::vector<pid_t> descendants_of(pid_t ancestor);

/// What the kernel tells of a process, as the harness reads it: its id, `stat`, `status`, the
/// number of its open descriptors, the inodes of its sockets, and a line of `schedstat` a thread.
/// Each ends with a zero byte.
std::string describe(pid_t process);

/// Processes of this container that the kernel has killed for want of memory, so far.
long out_of_memory_kills();

}  // namespace agent
