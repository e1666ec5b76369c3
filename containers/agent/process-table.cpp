#include "process-table.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>

namespace agent {

namespace {

namespace fs = std::filesystem;

/// @returns the names in a folder; none if it cannot be read.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

/// The name before the parent is in parentheses, and may itself contain spaces and parentheses.
pid_t parent_of(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  const std::size_t end = stat.rfind(')');
  if (end == std::string::npos || end + 4 > stat.size()) return 0;
  return static_cast<pid_t>(std::strtol(stat.c_str() + end + 4, nullptr, 10));
}

}  // namespace

std::string read_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  std::string contents;
  std::array<char, 65536> bytes;
  for (ssize_t count = 0; (count = ::read(descriptor, bytes.data(), bytes.size())) > 0;) {
    contents.append(bytes.data(), static_cast<std::size_t>(count));
  }
  ::close(descriptor);
  return contents;
}

std::vector<pid_t> descendants_of(pid_t ancestor) {
  std::multimap<pid_t, pid_t> children;
  for (const std::string& name : names_in("/proc")) {
    const pid_t process = static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10));
    if (process > 0) children.emplace(parent_of(process), process);
  }
  std::vector<pid_t> found;
  std::vector<pid_t> waiting{ancestor};
  while (!waiting.empty()) {
    const auto [first, last] = children.equal_range(waiting.back());
    waiting.pop_back();
    std::for_each(first, last, [&](const auto& one) {
      found.push_back(one.second);
      waiting.push_back(one.second);
    });
  }
  return found;
}

std::string describe(pid_t process) {
  const std::string folder = "/proc/" + std::to_string(process);
  const std::vector<std::string> descriptors = names_in(folder + "/fd");
  std::string sockets;
  for (const std::string& name : descriptors) {
    std::error_code error;
    const std::string target = fs::read_symlink(folder + "/fd/" + name, error).string();
    if (target.starts_with("socket:[")) sockets += target.substr(8, target.size() - 9) + " ";
  }
  std::string scheduled;
  for (const std::string& thread : names_in(folder + "/task")) {
    scheduled += read_file(folder + "/task/" + thread + "/schedstat");
  }
  std::string described;
  for (const std::string& field :
       {std::to_string(process), read_file(folder + "/stat"), read_file(folder + "/status"),
        std::to_string(descriptors.size()), sockets, scheduled}) {
    described.append(field).push_back('\0');
  }
  return described;
}

long out_of_memory_kills() {
  for (const char* path : {"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"}) {
    const std::string text = read_file(path);
    const std::size_t found = text.find("oom_kill ");
    if (found != std::string::npos) return std::strtol(text.c_str() + found + 9, nullptr, 10);
  }
  return 0;
}

}  // namespace agent
