#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace agent {

/// @returns the contents, or nothing if the file cannot be read.
std::string read_file(const std::string& path);

/// @returns every descendant of this process that it is not about to reap.
std::vector<pid_t> descendants_of(pid_t ancestor);

/// The kernel's view of a process, in the form the harness reads: its id, `stat`, `status`, the
/// number of its open descriptors, the inodes of its sockets, and a line of `schedstat` per thread.
/// Each ends with a zero byte.
std::string describe(pid_t process);

/// How many processes of this container the kernel has killed for lack of memory so far.
long out_of_memory_kills();

}  // namespace agent
