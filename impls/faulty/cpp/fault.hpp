#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

/// Every fault that this server can have, and none. `faults.json` says what each one is.
enum class Fault : std::size_t {
  none,
  // frame-length.hpp
  little_endian,
  signed_length,
  length_wraps,
  refuses_cap,
  accepts_cap_plus_one,
  // frame-memory.hpp
  reserves_before_check,
  fills_before_check,
  fills_when_announced,
  // connection.cpp
  joins_every_read,
  header_read_once,
  zero_is_end_of_file,
  payload_only,
  copies_as_string,
  shared_buffer,
  spins_at_end_of_file,
  drops_queue_at_end,
  closes_unread,
  misses_end_behind_data,
  throws_on_reset,
  leaks_on_error,
  throttles_by_sleeping,
  keeps_buffers,
  keeps_records,
  keeps_largest,
  spins_half_closed,
  // output.cpp
  sigpipe,
  ignores_short_write,
  blocks_in_write,
  // accepted-socket.cpp
  aborts_at_close,
  writes_twice,
  inlines_urgent,
  throws_without_peer,
  select_limit,
  waits_for_first_message,
  default_keep_alive,
  hasty_keep_alive,
  leaves_zombies,
  leaves_threads,
  // listener.cpp
  backlog_of_one,
  no_reuse_address,
  reuses_port,
  // server.cpp
  forgets_rearm,
  ends_on_eintr,
  ends_before_reading,
  spins_without_descriptors,
  busy_polls,
  spins_while_blocked,
  polls_unfinished,
};

/// In the order of the enumeration.
inline constexpr auto fault_names = std::to_array<std::string_view>({
    "none",
    "little-endian",
    "signed-length",
    "length-wraps",
    "refuses-cap",
    "accepts-cap-plus-one",
    "reserves-before-check",
    "fills-before-check",
    "fills-when-announced",
    "joins-every-read",
    "header-read-once",
    "zero-is-end-of-file",
    "payload-only",
    "copies-as-string",
    "shared-buffer",
    "spins-at-end-of-file",
    "drops-queue-at-end",
    "closes-unread",
    "misses-end-behind-data",
    "throws-on-reset",
    "leaks-on-error",
    "throttles-by-sleeping",
    "keeps-buffers",
    "keeps-records",
    "keeps-largest",
    "spins-half-closed",
    "sigpipe",
    "ignores-short-write",
    "blocks-in-write",
    "aborts-at-close",
    "writes-twice",
    "inlines-urgent",
    "throws-without-peer",
    "select-limit",
    "waits-for-first-message",
    "default-keep-alive",
    "hasty-keep-alive",
    "leaves-zombies",
    "leaves-threads",
    "backlog-of-one",
    "no-reuse-address",
    "reuses-port",
    "forgets-rearm",
    "ends-on-eintr",
    "ends-before-reading",
    "spins-without-descriptors",
    "busy-polls",
    "spins-while-blocked",
    "polls-unfinished",
});

inline std::optional<Fault> fault_named(std::string_view name) {
  for (std::size_t index = 0; index < fault_names.size(); ++index) {
    if (fault_names[index] == name) return static_cast<Fault>(index);
  }
  return std::nullopt;
}
