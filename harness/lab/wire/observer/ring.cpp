#include "ring.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace observer {

namespace {

/// Room for the kernel's header, the Ethernet header and the snap length.
constexpr std::uint32_t slot_bytes = 256;
constexpr std::uint32_t block_bytes = 65536;

void check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

/// Lets TCP, UDP and ICMP over IPv4 and IPv6 through, cut to the snap length.
void filter(int socket) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 4),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 14 + 9),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 8, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 7, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 6, 7),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 6),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 14 + 6),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_FRAGMENT, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, snap_bytes),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog attached{.len = std::size(program), .filter = program};
  check(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof attached),
        "attaching the filter");
}

std::uint8_t* map_ring(int socket, std::uint32_t blocks) {
  const int version = TPACKET_V2;
  check(::setsockopt(socket, SOL_PACKET, PACKET_VERSION, &version, sizeof version),
        "choosing the ring's version");
  const tpacket_req request{
      .tp_block_size = block_bytes,
      .tp_block_nr = blocks,
      .tp_frame_size = slot_bytes,
      .tp_frame_nr = blocks * (block_bytes / slot_bytes),
  };
  check(::setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof request),
        "making the ring");
  void* memory = ::mmap(nullptr, std::size_t{blocks} * block_bytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED, socket, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mapping it");
  return static_cast<std::uint8_t*>(memory);
}

}  // namespace

Ring::Ring(const std::string& device, std::uint32_t blocks)
    : blocks_(blocks), slots_(blocks * (block_bytes / slot_bytes)) {
  const unsigned index = ::if_nametoindex(device.c_str());
  if (index == 0) throw std::system_error(errno, std::generic_category(), device);
  // No protocol yet, so that nothing is captured before the filter is attached.
  socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  check(socket_, "opening a packet socket");
  filter(socket_);
  memory_ = map_ring(socket_, blocks);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  check(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "binding it");
}

Ring::~Ring() {
  if (memory_ != nullptr) ::munmap(memory_, std::size_t{blocks_} * block_bytes);
  if (socket_ >= 0) ::close(socket_);
}

bool Ring::drain(const std::function<void(const Frame&)>& take) {
  // At most one round: on a flooded link this would never end.
  for (std::uint32_t taken = 0; taken < slots_; ++taken) {
    std::uint8_t* slot = memory_ + std::size_t{next_} * slot_bytes;
    auto* header = reinterpret_cast<tpacket2_hdr*>(slot);
    std::atomic_ref<std::uint32_t> status(header->tp_status);
    if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) return taken > 0;
    take({
        .seconds = header->tp_sec,
        .nanoseconds = header->tp_nsec,
        .wire_bytes = header->tp_len,
        .bytes = {slot + header->tp_mac, header->tp_snaplen},
    });
    status.store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = (next_ + 1) % slots_;
  }
  return true;
}

std::uint32_t Ring::take_dropped() {
  tpacket_stats counted{};
  socklen_t bytes = sizeof counted;
  check(::getsockopt(socket_, SOL_PACKET, PACKET_STATISTICS, &counted, &bytes), "its statistics");
  return counted.tp_drops;
}

}  // namespace observer
