#include "diag.hpp"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace observer {

namespace {

int check(int result, std::string_view what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), std::string(what));
  return result;
}

int open_netlink() {
  return check(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
               "asking the kernel for its sockets");
}

/// A socket stays in the namespace that it was made in.
int open_netlink_in(const std::string& network) {
  const int own = check(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "/proc/self/ns/net");
  const int other = check(::open(network.c_str(), O_RDONLY | O_CLOEXEC), network);
  check(::setns(other, CLONE_NEWNET), network);
  const int netlink = open_netlink();
  check(::setns(own, CLONE_NEWNET), "coming back from " + network);
  ::close(own);
  ::close(other);
  return netlink;
}

/// A program that the kernel runs on each socket, so that it passes on those of one port: of all
/// connections of a lab, thousands may be in TIME-WAIT. Two comparisons of eight bytes; a jump to the
/// end takes the socket, one behind the end leaves it out.
std::array<inet_diag_bc_op, 4> is_port(std::uint16_t port, bool is_peers) {
  const auto least = static_cast<unsigned char>(is_peers ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE);
  const auto most = static_cast<unsigned char>(is_peers ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE);
  constexpr unsigned short behind_end = 4;
  return {{{.code = least, .yes = 8, .no = 16 + behind_end},
           {.code = 0, .yes = 0, .no = port},
           {.code = most, .yes = 8, .no = 8 + behind_end},
           {.code = 0, .yes = 0, .no = port}}};
}

}  // namespace

int open_diag(std::string_view network) {
  return network == "-" ? open_netlink() : open_netlink_in(std::string(network));
}

void dump_sockets(int netlink, const DiagQuery& query,
                  const std::function<void(const nlmsghdr*, const inet_diag_msg*)>& each) {
  // The older of two requests: it is answered for both families at once.
  struct {
    nlmsghdr header;
    inet_diag_req request;
    rtattr attribute;
    std::array<inet_diag_bc_op, 4> program;
  } question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = TCPDIAG_GETSOCK;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.idiag_states = query.states;
  question.request.idiag_ext = static_cast<std::uint8_t>(query.extensions);
  question.attribute.rta_type = INET_DIAG_REQ_BYTECODE;
  question.attribute.rta_len = RTA_LENGTH(sizeof question.program);
  question.program = is_port(query.port, query.is_peers);
  if (::send(netlink, &question, sizeof question, 0) < 0) return;

  alignas(nlmsghdr) std::array<char, 32768> buffer{};
  while (true) {
    const ssize_t bytes = ::recv(netlink, buffer.data(), buffer.size(), 0);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return;
    auto left = static_cast<unsigned>(bytes);
    for (auto* one = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(one, left);
         one = NLMSG_NEXT(one, left)) {
      if (one->nlmsg_type == NLMSG_DONE || one->nlmsg_type == NLMSG_ERROR) return;
      each(one, static_cast<const inet_diag_msg*>(NLMSG_DATA(one)));
    }
  }
}

}  // namespace observer
