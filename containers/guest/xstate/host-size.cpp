// Prints how many bytes of floating-point and vector state this machine's kernel exchanges with a
// tracer, by asking it about a child. The processor's own figure (CPUID leaf 0xD) includes state
// that the kernel may be configured not to use.

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdint>
#include <vector>

int main() {
  const pid_t child = fork();
  if (child == -1) {
    std::perror("fork");
    return 1;
  }
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    raise(SIGSTOP);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  std::vector<unsigned char> state(65'536);
  iovec all{state.data(), state.size()};
  const auto which = reinterpret_cast<void*>(std::uintptr_t{NT_X86_XSTATE});
  const long asked = ptrace(PTRACE_GETREGSET, child, which, &all);
  if (asked != 0) {
    std::perror("PTRACE_GETREGSET");
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  if (asked != 0) {
    return 1;
  }
  std::printf("%zu\n", all.iov_len);
  return 0;
}
