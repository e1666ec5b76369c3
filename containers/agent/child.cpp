#include "child.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "process-table.hpp"

namespace agent {

namespace {

struct Pipe {
  int reading = -1;
  int writing = -1;
};

Pipe open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {ends[0], ends[1]};
}

void close_both(const Pipe& pipe) {
  if (pipe.reading >= 0) ::close(pipe.reading);
  if (pipe.writing >= 0) ::close(pipe.writing);
}

/// Runs in the new process; returns the errno of the call that failed.
int become(const Command& command, int input, int output, int errors) {
  ::setsid();
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  if (command.descriptor_limit > 0) {
    const rlimit limit{command.descriptor_limit, command.descriptor_limit};
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return errno;
  }
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) return errno;
  for (const std::string& setting : command.environment) {
    const std::size_t equals = setting.find('=');
    ::setenv(setting.substr(0, equals).c_str(), setting.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execvp(words[0], words.data());
  return errno;
}

}  // namespace

Command parse_command(const std::vector<std::string>& fields) {
  Command command{};
  if (fields.size() < 5) return command;
  command.has_input = fields[0] == "1";
  command.descriptor_limit = std::strtoul(fields[1].c_str(), nullptr, 10);
  command.folder = fields[2];
  const auto variables = static_cast<std::ptrdiff_t>(std::strtoul(fields[3].c_str(), nullptr, 10));
  const auto first = fields.begin() + 4;
  if (variables > fields.end() - first) return command;
  command.environment.assign(first, first + variables);
  command.words.assign(first + variables, fields.end());
  return command;
}

Child start(std::uint32_t number, const Command& command) {
  Child child{number, -1, -1, -1, ENOENT, {}, false, false, out_of_memory_kills()};
  if (command.words.empty()) return child;
  const Pipe failure = open_pipe();
  const Pipe output = open_pipe();
  const Pipe errors = open_pipe();
  const Pipe input =
      command.has_input ? open_pipe() : Pipe{::open("/dev/null", O_RDONLY | O_CLOEXEC), -1};
  const pid_t process = ::fork();
  if (process == 0) {
    const int error = become(command, input.reading, output.writing, errors.writing);
    if (::write(failure.writing, &error, sizeof error) < 0) ::_exit(126);
    ::_exit(127);
  }
  const int forked = errno;
  for (const int theirs : {failure.writing, output.writing, errors.writing, input.reading}) {
    if (theirs >= 0) ::close(theirs);
  }
  int error = process < 0 ? forked : 0;
  while (process > 0 && ::read(failure.reading, &error, sizeof error) < 0 && errno == EINTR) {
  }
  ::close(failure.reading);
  if (error != 0) {
    close_both({output.reading, errors.reading});
    if (input.writing >= 0) ::close(input.writing);
    child.errors = error;
    return child;
  }
  for (const int ours : {input.writing, output.reading, errors.reading}) {
    if (ours >= 0) ::fcntl(ours, F_SETFL, O_NONBLOCK);
  }
  child.process = process;
  child.input = input.writing;
  child.output = output.reading;
  child.errors = errors.reading;
  return child;
}

}  // namespace agent
