#include "options.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

#include "diag.hpp"
#include "output.hpp"

namespace observer {

namespace {

/// Of each kind; all connections of a server are prepared by the same code.
constexpr std::size_t most_of_a_kind = 16;

struct Option {
  std::string_view name;
  int level;
  int number;
};

/// SO_BUF_LOCK says which buffers have a size that was set, rather than one that the kernel chose:
/// Linux 5.14, include/uapi/asm-generic/socket.h.
constexpr int so_buf_lock = 72;

/// Each of an int; SO_LINGER, which is not, is read on its own.
constexpr std::array<Option, 14> options = {{
    {"TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY},
    {"SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE},
    {"TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE},
    {"TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL},
    {"TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT},
    {"TCP_USER_TIMEOUT", IPPROTO_TCP, TCP_USER_TIMEOUT},
    {"SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR},
    {"SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT},
    {"IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY},
    {"TCP_DEFER_ACCEPT", IPPROTO_TCP, TCP_DEFER_ACCEPT},
    {"TCP_FASTOPEN", IPPROTO_TCP, TCP_FASTOPEN},
    {"SO_RCVBUF", SOL_SOCKET, SO_RCVBUF},
    {"SO_SNDBUF", SOL_SOCKET, SO_SNDBUF},
    {"SO_BUF_LOCK", SOL_SOCKET, so_buf_lock},
}};

/// A socket of the server, as the kernel lists it.
struct Found {
  bool is_listener;
  bool is_ipv6;
  std::uint16_t peer_port;
  /// Of a listener: connections that wait to be accepted, and how many may.
  std::uint32_t waiting;
  std::uint32_t backlog;
  /// A JSON object; empty while they were not read.
  std::string values;
  /// Why they could not be.
  std::string failure;
};

struct Sockets {
  std::map<ino_t, Found> by_inode;
  /// Established connections that no process has accepted yet.
  std::size_t unaccepted = 0;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::string message(int error) { return std::generic_category().message(error); }

std::string json_key(std::string_view name, long value) {
  return observer::quoted(std::string(name)) + ":" + std::to_string(value);
}

/// @returns a JSON object of what the kernel knows on this socket; SO_LINGER is -1 while it is off.
std::string read_values(int socket) {
  std::string text = "{";
  for (const auto& [name, level, number] : options) {
    int value = 0;
    socklen_t length = sizeof value;
    if (::getsockopt(socket, level, number, &value, &length) == 0) {
      text += json_key(name, value) + ",";
    }
  }
  linger closing{};
  socklen_t length = sizeof closing;
  ::getsockopt(socket, SOL_SOCKET, SO_LINGER, &closing, &length);
  return text + json_key("SO_LINGER", closing.l_onoff == 0 ? -1 : closing.l_linger) + "}";
}

/// What a socket has on which nothing was set.
std::string read_defaults() {
  const int ipv6 = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const Descriptor fresh(ipv6 >= 0 ? ipv6 : ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return fresh.number() < 0 ? "{}" : read_values(fresh.number());
}

Sockets find_sockets(std::uint16_t port) {
  const Descriptor netlink(open_diag("-"));
  const unsigned states = 1U << established_state | 1U << close_wait_state | 1U << listen_state;
  const DiagQuery query{.states = states, .extensions = 0, .port = port, .is_peers = false};
  Sockets sockets;
  std::size_t listeners = 0;
  std::size_t connections = 0;
  dump_sockets(netlink.number(), query, [&](const nlmsghdr*, const inet_diag_msg* found) {
    if (found->idiag_inode == 0) {
      ++sockets.unaccepted;
      return;
    }
    const bool is_listener = found->idiag_state == listen_state;
    if ((is_listener ? listeners : connections)++ >= most_of_a_kind) return;
    sockets.by_inode[found->idiag_inode] = {
        .is_listener = is_listener,
        .is_ipv6 = found->idiag_family == AF_INET6,
        .peer_port = ntohs(found->id.idiag_dport),
        .waiting = is_listener ? found->idiag_rqueue : 0,
        .backlog = is_listener ? found->idiag_wqueue : 0,
        .values = "",
        .failure = "",
    };
  });
  return sockets;
}

/// @returns the inode of the socket that a link in /proc/PID/fd names; nothing for other files.
std::optional<ino_t> socket_inode(const std::filesystem::path& link) {
  std::error_code error;
  const std::string target = std::filesystem::read_symlink(link, error).string();
  constexpr std::string_view beginning = "socket:[";
  if (error || !target.starts_with(beginning)) return std::nullopt;
  return std::strtoul(target.c_str() + beginning.size(), nullptr, 10);
}

/// Reads the options of one descriptor of another process.
void read_from(int process, int descriptor, ino_t inode, Found& found) {
  const Descriptor duplicate(
      static_cast<int>(::syscall(SYS_pidfd_getfd, process, descriptor, 0)));
  if (duplicate.number() < 0) {
    found.failure = "pidfd_getfd: " + message(errno);
    return;
  }
  // Meanwhile the process may have closed it, and opened something else in its place.
  struct stat about{};
  if (::fstat(duplicate.number(), &about) == 0 && about.st_ino == inode) {
    found.values = read_values(duplicate.number());
    found.failure.clear();
  }
}

/// @returns why the process cannot be looked into; empty if it can.
std::string read_process(pid_t pid, Sockets& sockets) {
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (process.number() < 0) return "pidfd_open: " + message(errno);
  const std::filesystem::path folder = "/proc/" + std::to_string(pid) + "/fd";
  std::error_code error;
  for (std::filesystem::directory_iterator one(folder, error), end; !error && one != end;
       one.increment(error)) {
    const auto inode = socket_inode(one->path());
    const auto found = inode ? sockets.by_inode.find(*inode) : sockets.by_inode.end();
    if (found == sockets.by_inode.end() || !found->second.values.empty()) continue;
    const int descriptor = std::atoi(one->path().filename().c_str());
    read_from(process.number(), descriptor, *inode, found->second);
  }
  return error ? folder.string() + ": " + error.message() : "";
}

/// The most that listen() grants, net.core.somaxconn.
std::string read_backlog_limit() {
  std::ifstream file("/proc/sys/net/core/somaxconn");
  long limit = 0;
  return file >> limit ? std::to_string(limit) : "null";
}

std::string json(const Found& found) {
  std::string text = R"({"of":")" + std::string(found.is_listener ? "listener" : "connection");
  text += R"(","family":")" + std::string(found.is_ipv6 ? "IPv6" : "IPv4") + '"';
  if (found.is_listener) {
    text += "," + json_key("backlog", found.backlog) + "," + json_key("waiting", found.waiting);
  } else {
    text += "," + json_key("clientPort", found.peer_port);
  }
  return text + R"(,"options":)" + (found.values.empty() ? "null" : found.values) + "}";
}

}  // namespace

std::string socket_options(std::uint16_t port, const std::vector<pid_t>& processes) {
  std::string failure;
  Sockets sockets;
  try {
    sockets = find_sockets(port);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  for (const pid_t pid : processes) {
    const std::string why_not = read_process(pid, sockets);
    if (failure.empty()) failure = why_not;
  }
  bool is_any_read = false;
  std::string list;
  for (const auto& [inode, found] : sockets.by_inode) {
    if (failure.empty()) failure = found.failure;
    is_any_read = is_any_read || !found.values.empty();
    list += (list.empty() ? "" : ",") + json(found);
  }
  if (failure.empty() && !is_any_read) failure = "no process holds a socket of the port";
  return R"({"failure":)" + (is_any_read ? "null" : observer::quoted(failure)) + R"(,"backlogLimit":)" +
         read_backlog_limit() + R"(,"defaults":)" + read_defaults() + R"(,"unaccepted":)" +
         std::to_string(sockets.unaccepted) + R"(,"sockets":[)" + list + "]}\n";
}

}  // namespace observer
