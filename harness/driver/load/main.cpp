#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <vector>

#include "options.hpp"
#include "play.hpp"

namespace {

void write_counts(const char* name, const std::vector<std::uint64_t>& counts) {
  std::cout << ",\"" << name << "\":[";
  for (std::size_t index = 0; index < counts.size(); ++index) {
    std::cout << (index == 0 ? "" : ",") << counts[index];
  }
  std::cout << ']';
}

/// The message, which standard input holds.
Message read_message(std::size_t bytes) {
  std::vector<std::byte> once(bytes);
  std::cin.read(reinterpret_cast<char*>(once.data()), static_cast<std::streamsize>(bytes));
  if (std::cin.gcount() != static_cast<std::streamsize>(bytes)) {
    throw std::runtime_error("expected a whole message on standard input");
  }
  return Message(std::move(once));
}

void await_end_of_input() {
  while (std::cin.get() != std::istream::traits_type::eof()) continue;
}

/// As many as the hard limit allows: each connection takes one.
void allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

Nanoseconds nanoseconds(const timeval& time) {
  return time.tv_sec * per_second + time.tv_usec * 1000;
}

/// A line of JSON, then the samples: three little-endian 64-bit integers each, see Sample.
void write(const Outcome& outcome) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto& [beyond_100_us, beyond_1_ms, beyond_10_ms, most] = outcome.lateness;
  std::cout << "{\"startedNs\":" << outcome.started
            << ",\"measuredFromNs\":" << outcome.measured_from
            << ",\"measuredUntilNs\":" << outcome.measured_until
            << ",\"samples\":" << outcome.samples.size()
            << ",\"echoedInAll\":" << outcome.echoed_in_all
            << ",\"bytesInTime\":" << outcome.bytes_in_time
            << ",\"late\":{\"beyond100Us\":" << beyond_100_us << ",\"beyond1Ms\":" << beyond_1_ms
            << ",\"beyond10Ms\":" << beyond_10_ms << ",\"mostNs\":" << most << '}'
            << ",\"connectionsLost\":" << outcome.connections_lost
            << ",\"altered\":" << (outcome.altered ? "true" : "false")
            << ",\"userNs\":" << nanoseconds(usage.ru_utime)
            << ",\"systemNs\":" << nanoseconds(usage.ru_stime)
            << ",\"waitedNs\":" << outcome.waited
            << ",\"involuntarySwitches\":" << usage.ru_nivcsw;
  write_counts("ports", outcome.ports);
  write_counts("intended", outcome.intended);
  write_counts("echoed", outcome.echoed);
  std::cout << "}\n";
  const auto bytes = std::as_bytes(std::span(outcome.samples));
  std::cout.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
  std::cout.flush();
}

}  // namespace

int main(int argument_count, char** arguments) {
  // Nobody reads the samples of a driver that is gone.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_TIMERSLACK, 1);
  const std::span words(arguments, static_cast<std::size_t>(argument_count));
  const auto options = parse_options(words.subspan(1));
  if (!options) return 2;
  try {
    allow_descriptors();
    play(*options, read_message(options->message_bytes), [&](const Outcome& outcome) {
      write(outcome);
      if (options->hold) await_end_of_input();
    });
  } catch (const std::exception& error) {
    std::cerr << "load: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
