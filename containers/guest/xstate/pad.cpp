// Preloaded into User-Mode Linux, where the host's processor has more state than that kernel saves.
//
// Before Linux 6.13 a User-Mode Linux kernel exchanges the floating-point and vector registers of its
// processes with the host in a buffer of 2,696 bytes, which ends behind PKRU. The host's
// PTRACE_SETREGSET for NT_X86_XSTATE takes exactly the size of all state that it knows, 11,008 bytes
// on processors with AMX, and answers EFAULT to any other: no process of the guest would ever run.
//
// This library stands between that kernel and its libc. It passes every call on, and pads what is set
// to the host's size. State beyond the caller's buffer was never read, so it is set to its initial
// value: its bit in XSTATE_BV is cleared (Intel SDM volume 1, section 13.8, "Operation of XRSTOR").
// No guest can have any there: Linux grants AMX to those who ask for it by arch_prctl(2), which User-Mode
// Linux does not offer.

#include <cpuid.h>
#include <dlfcn.h>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstring>

namespace {

using Ptrace = long (*)(__ptrace_request, pid_t, void*, void*);

// Larger than any state that is announced: AMX makes 11,008 bytes.
constexpr std::size_t largest = 65'536;
// XSTATE_BV, the components that are not in their initial state, leads the header behind the legacy
// region (Intel SDM volume 1, section 13.4.2).
constexpr std::size_t header_at = 512;

// One thread of one process calls, and nothing reschedules it in between.
alignas(64) unsigned char padded[largest];

// The components within the first `length` bytes of the standard layout. The result is cached:
// CPUID traps in a virtual machine, and a kernel always asks with the same length.
std::uint64_t components_within(std::size_t length) {
  static std::size_t asked = 0;
  static std::uint64_t within = 0;
  if (length == asked) {
    return within;
  }
  asked = length;
  within = 0b11;  // x87 and SSE, in the legacy region.
  for (unsigned component = 2; component < 63; ++component) {
    unsigned size = 0, offset = 0, flags = 0, reserved = 0;
    const bool known = __get_cpuid_count(0xd, component, &size, &offset, &flags, &reserved) != 0;
    if (known && size != 0 && std::size_t{offset} + size <= length) {
      within |= std::uint64_t{1} << component;
    }
  }
  return within;
}

// The number of bytes that the host exchanges; 0 if it does not report it.
std::size_t host_size(Ptrace next, pid_t process, void* which) {
  static std::size_t known = 0;
  if (known == 0) {
    iovec all{padded, largest};
    if (next(PTRACE_GETREGSET, process, which, &all) == 0) {
      known = all.iov_len;
    }
  }
  return known;
}

}  // namespace

extern "C" long ptrace(__ptrace_request request, ...) noexcept {
  std::va_list words;
  va_start(words, request);
  const pid_t process = va_arg(words, pid_t);
  void* const address = va_arg(words, void*);
  void* const data = va_arg(words, void*);
  va_end(words);

  static const auto next = reinterpret_cast<Ptrace>(dlsym(RTLD_NEXT, "ptrace"));
  if (next == nullptr) {
    errno = ENOSYS;
    return -1;
  }
  const bool is_xstate = reinterpret_cast<std::uintptr_t>(address) == NT_X86_XSTATE;
  if (request != PTRACE_SETREGSET || !is_xstate) {
    return next(request, process, address, data);
  }
  const iovec given = *static_cast<const iovec*>(data);
  const std::size_t size = host_size(next, process, address);
  if (given.iov_len >= size || given.iov_len < header_at + sizeof(std::uint64_t)) {
    return next(request, process, address, data);
  }
  std::memcpy(padded, given.iov_base, given.iov_len);
  std::memset(padded + given.iov_len, 0, size - given.iov_len);
  std::uint64_t in_use = 0;
  std::memcpy(&in_use, padded + header_at, sizeof in_use);
  in_use &= components_within(given.iov_len);
  std::memcpy(padded + header_at, &in_use, sizeof in_use);
  iovec whole{padded, size};
  return next(request, process, address, &whole);
}
