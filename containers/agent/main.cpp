/// The first process of a container of sockspec. It starts commands for the harness, forwards their
/// streams, and reports how they ended and the kernel's view of them. It ends, together with its
/// descendants, when its standard input does: when the harness is gone, for whatever reason.
///
/// Frames from the harness: S start, I input, E end of input, K signal, L look at processes, R read
/// files. To the harness: H hello, with the agent's process id; o and e output; f not started, with
/// the errno; x ended; c ended and all output sent; l and r answers.
///
/// With the word `beside` it is not the first process: it looks at every process but itself.

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <list>
#include <string>
#include <vector>

#include "child.hpp"
#include "frame.hpp"
#include "process-table.hpp"

namespace agent {

namespace {

void send_frame(char type, std::uint32_t number, std::string_view payload) {
  if (!write_frame(STDOUT_FILENO, type, number, payload)) std::exit(1);
}

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

class Agent {
 public:
  explicit Agent(bool is_beside) : is_beside_(is_beside) {}

  /// Handles one frame from the harness.
  void perform(const Frame& frame) {
    switch (frame.type) {
      case 'S':
        return begin(frame.number, parse_command(fields_of(frame.payload)));
      case 'I':
        if (Child* child = find(frame.number)) child->unwritten += frame.payload;
        return;
      case 'E':
        if (Child* child = find(frame.number)) child->input_ends = true;
        return;
      case 'K':
        return signal(frame.number, fields_of(frame.payload));
      case 'L':
        return look(frame.number);
      case 'R':
        return read(frame.number, fields_of(frame.payload));
      default:
        return;
    }
  }

  std::vector<pollfd> watched() const {
    std::vector<pollfd> wanted;
    for (const Child& child : children_) {
      if (child.output >= 0) wanted.push_back({child.output, POLLIN, 0});
      if (child.errors >= 0) wanted.push_back({child.errors, POLLIN, 0});
      if (child.input >= 0 && !child.unwritten.empty()) wanted.push_back({child.input, POLLOUT, 0});
    }
    return wanted;
  }

  /// Moves what can be moved between a descriptor that is ready and the harness.
  void serve(int descriptor) {
    for (Child& child : children_) {
      if (descriptor == child.output) return pass_on(child.output, 'o', child.number);
      if (descriptor == child.errors) return pass_on(child.errors, 'e', child.number);
      if (descriptor == child.input) return feed(child);
    }
  }

  /// Closes inputs that are complete, and removes children from which nothing more can come.
  void tidy() {
    for (Child& child : children_) {
      if (child.input_ends && child.unwritten.empty()) close_end(child.input);
    }
    std::erase_if(children_, [](Child& child) {
      const bool over = child.ended && child.output < 0 && child.errors < 0;
      if (over) {
        close_end(child.input);
        send_frame('c', child.number, {});
      }
      return over;
    });
  }

  /// Reaps whatever has ended: its own children, and the orphans that it adopts.
  void reap() {
    int status = 0;
    for (pid_t process = 0; (process = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      for (Child& child : children_) {
        if (child.process == process && !child.ended) tell_end(child, status);
      }
    }
  }

 private:
  void begin(std::uint32_t number, const Command& command) {
    Child child = start(number, command);
    if (child.process < 0) return send_frame('f', number, std::to_string(child.errors));
    children_.push_back(std::move(child));
  }

  Child* find(std::uint32_t number) {
    for (Child& child : children_) {
      if (child.number == number) return &child;
    }
    return nullptr;
  }

  /// Fields: whom (own, tree or all), and the number of the signal.
  void signal(std::uint32_t number, const std::vector<std::string>& fields) {
    if (fields.size() < 2) return;
    const int name = static_cast<int>(std::strtol(fields[1].c_str(), nullptr, 10));
    const Child* child = find(number);
    const bool lives = child != nullptr && !child->ended;
    std::vector<pid_t> processes;
    if (fields[0] == "all" || (fields[0] == "own" && !lives)) processes = descendants_of(::getpid());
    if (fields[0] == "tree" && lives) processes = descendants_of(child->process);
    if (fields[0] != "all" && lives) processes.push_back(child->process);
    for (const pid_t process : processes) ::kill(process, name);
  }

  void look(std::uint32_t number) {
    std::string described;
    // Process 1 and processes that the engine adds have no parent visible here.
    for (const pid_t process : descendants_of(is_beside_ ? 0 : ::getpid())) {
      if (process != ::getpid()) described += describe(process);
    }
    send_frame('l', number, described);
  }

  void read(std::uint32_t number, const std::vector<std::string>& paths) {
    std::string contents;
    for (const std::string& path : paths) contents.append(read_file(path)).push_back('\0');
    send_frame('r', number, contents);
  }

  void pass_on(int& descriptor, char type, std::uint32_t number) {
    std::array<char, 65536> bytes;
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    if (count > 0) return send_frame(type, number, {bytes.data(), static_cast<std::size_t>(count)});
    if (count == 0 || (errno != EINTR && errno != EAGAIN)) close_end(descriptor);
  }

  void feed(Child& child) {
    const ssize_t count = ::write(child.input, child.unwritten.data(), child.unwritten.size());
    if (count > 0) child.unwritten.erase(0, static_cast<std::size_t>(count));
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      child.unwritten.clear();
      close_end(child.input);
    }
  }

  /// Fields: `exited` or `killed`, the status or signal, and processes that lacked memory.
  void tell_end(Child& child, int status) {
    child.ended = true;
    const bool killed = WIFSIGNALED(status);
    const int value = killed ? WTERMSIG(status) : WEXITSTATUS(status);
    const long kills = out_of_memory_kills() - child.kills_before;
    std::string told;
    for (const std::string& field :
         {std::string(killed ? "killed" : "exited"), std::to_string(value), std::to_string(kills)}) {
      told.append(field).push_back('\0');
    }
    send_frame('x', child.number, told);
  }

  bool is_beside_;
  std::list<Child> children_;
};

/// @returns a descriptor that becomes readable when a child has ended.
int watch_children() {
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGCHLD);
  return ::signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// @returns false if the harness has gone.
bool listen(Agent& agent, FrameReader& frames) {
  std::array<char, 65536> bytes;
  const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count < 0) return errno == EINTR;
  if (count == 0) return false;
  frames.append({bytes.data(), static_cast<std::size_t>(count)});
  while (const auto frame = frames.next()) agent.perform(*frame);
  return true;
}

void kill_all() {
  for (const pid_t process : descendants_of(::getpid())) ::kill(process, SIGKILL);
}

int run(bool is_beside) {
  ::signal(SIGPIPE, SIG_IGN);
  // Orphans are adopted whether or not this is process 1 of its namespace.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  const int ended = watch_children();
  Agent agent(is_beside);
  FrameReader frames;
  send_frame('H', 0, std::to_string(::getpid()));
  for (;;) {
    std::vector<pollfd> watched = agent.watched();
    watched.push_back({STDIN_FILENO, POLLIN, 0});
    watched.push_back({ended, POLLIN, 0});
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return 1;
    for (const pollfd& one : watched) {
      if (one.revents == 0) continue;
      if (one.fd == STDIN_FILENO) {
        if (!listen(agent, frames)) return kill_all(), 0;
      } else if (one.fd == ended) {
        signalfd_siginfo told;
        while (::read(ended, &told, sizeof told) > 0) {
        }
        agent.reap();
      } else {
        agent.serve(one.fd);
      }
    }
    agent.tidy();
  }
}

}  // namespace

}  // namespace agent

int main(int argument_count, char** arguments) {
  return agent::run(argument_count > 1 && std::string_view(arguments[1]) == "beside");
}
