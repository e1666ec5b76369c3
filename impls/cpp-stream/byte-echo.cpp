#include "byte-echo.hpp"

#include <array>
#include <cstddef>
#include <span>

#include "stop.hpp"
#include "stream.hpp"

namespace echo {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;

}  // namespace

// Reading waits while the peer does not take its echoes. That bounds the memory of a connection to
// one read, and lets TCP's flow control hold the peer back.
void echo_bytes(Descriptor socket, const Descriptor& stop) {
  std::array<std::byte, read_bytes> buffer;
  while (wait_for_input(socket, stop)) {
    const auto count = recv_some(socket, buffer);
    // At the end of file every byte has been sent already. Closing delivers what the kernel still
    // holds, then FIN.
    if (!count || *count == 0) return;
    if (!send_all(socket, std::span(buffer).first(*count))) return;
  }
}

}  // namespace echo
