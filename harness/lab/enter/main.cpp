// Runs a command in the namespaces of a process: what `nsenter --user --preserve-credentials --mount --pid --net` and
// `env --chdir` do one after the other. Both open the libraries and languages of this machine first, which in a
// guest with virtual time takes ten times as long as the rest.
//
// Usage: enter PID FOLDER COMMAND [ARGUMENT...]
//
// Stays outside the PID namespace and ends as the command does, with its status or by its signal; with 126 or 127, as a
// shell, where the command cannot be run. It stops itself when the command is stopped, and continues it when it is
// continued.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int could_not_enter = 125;
constexpr int could_not_run = 126;
constexpr int not_found = 127;

[[noreturn]] void fail(const char* what, int status) {
  std::fprintf(stderr, "enter: %s: %s\n", what, std::strerror(errno));
  std::exit(status);
}

struct Namespace {
  const char* name;
  int kind;
  int file = -1;

  /// @returns whether it is entered, or was.
  bool enter() {
    if (file < 0) return true;
    if (::setns(file, kind) != 0) return false;
    ::close(file);
    file = -1;
    return true;
  }
};

bool is_own(int file, const char* name) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/ns/%s", name);
  struct stat own {};
  struct stat other {};
  return ::stat(path, &own) == 0 && ::fstat(file, &other) == 0 && own.st_ino == other.st_ino;
}

/// Root enters the user namespace last, since it has fewer rights in there; anybody else first, since it has more.
void enter(const char* pid) {
  std::array<Namespace, 4> namespaces{{{.name = "net", .kind = CLONE_NEWNET},
                                       {.name = "pid", .kind = CLONE_NEWPID},
                                       {.name = "mnt", .kind = CLONE_NEWNS},
                                       {.name = "user", .kind = CLONE_NEWUSER}}};
  Namespace& user = namespaces.back();
  for (Namespace& one : namespaces) {
    char path[64];
    std::snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, one.name);
    one.file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (one.file < 0) fail(path, could_not_enter);
    if (is_own(one.file, one.name)) {
      ::close(one.file);
      one.file = -1;
    }
  }
  for (Namespace& one : namespaces) {
    if (&one != &user) one.enter();
  }
  if (!user.enter()) fail("its user namespace", could_not_enter);
  for (Namespace& one : namespaces) {
    if (!one.enter()) fail(one.name, could_not_enter);
  }
}

[[noreturn]] void end_as(int status) {
  if (WIFEXITED(status)) std::exit(WEXITSTATUS(status));
  ::signal(WTERMSIG(status), SIG_DFL);
  ::kill(::getpid(), WTERMSIG(status));
  std::exit(EXIT_FAILURE);
}

[[noreturn]] void follow(pid_t child) {
  int status = 0;
  while (true) {
    const pid_t found = ::waitpid(child, &status, WUNTRACED);
    if (found < 0 && errno == EINTR) continue;
    if (found != child) std::exit(EXIT_FAILURE);
    if (!WIFSTOPPED(status)) end_as(status);
    ::kill(::getpid(), SIGSTOP);
    ::kill(child, SIGCONT);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::fputs("usage: enter PID FOLDER COMMAND [ARGUMENT...]\n", stderr);
    return could_not_enter;
  }
  enter(words[1]);
  ::signal(SIGCHLD, SIG_DFL);
  // Who enters a PID namespace is not in it, but its children are.
  const pid_t child = ::fork();
  if (child < 0) fail("fork", could_not_enter);
  if (child > 0) follow(child);
  if (::chdir(words[2]) != 0) fail(words[2], could_not_enter);
  ::execvp(words[3], words + 3);
  fail(words[3], errno == ENOENT ? not_found : could_not_run);
}
