#pragma once

#include <fstream>

#include "clock.hpp"

/// How long this thread has been ready to run without a processor: the second figure of
/// /proc/self/schedstat (Linux, Documentation/scheduler/sched-stats.rst). 0 where a kernel has none.
inline Nanoseconds processor_wait() {
  std::ifstream file("/proc/self/schedstat");
  Nanoseconds running = 0;
  Nanoseconds waiting = 0;
  return file >> running >> waiting ? waiting : 0;
}
