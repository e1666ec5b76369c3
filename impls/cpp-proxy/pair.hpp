#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "descriptor.hpp"
#include "direction.hpp"
#include "poller.hpp"
#include "result.hpp"

namespace proxy {

/// A client's connection, and the one to the upstream that was made for it.
class Pair {
 public:
  /// `upstream` may still be connecting.
  Pair(echo::Descriptor client, echo::Descriptor upstream)
      : client_{.socket = std::move(client)}, upstream_{.socket = std::move(upstream)} {}

  /// Starts to wait for both.
  echo::Result<void> register_at(echo::Poller& poller);

  /// Does what is possible after an event. Returns false when the pair is over: both directions have
  /// ended, or a socket has failed and the pair was aborted.
  bool advance(echo::Poller& poller, std::span<std::byte> room);

  /// Resets both connections: neither peer may take what it has got for everything.
  void abort();

  [[nodiscard]] bool is_idle() const { return !up_.wants_output() && !down_.wants_output(); }
  [[nodiscard]] int client() const { return client_.socket.number(); }
  [[nodiscard]] int upstream() const { return upstream_.socket.number(); }

 private:
  struct Side {
    echo::Descriptor socket;
    std::uint32_t events = 0;
  };

  echo::Result<void> pump(std::span<std::byte> room);
  [[nodiscard]] std::uint32_t client_events() const;
  [[nodiscard]] std::uint32_t upstream_events() const;
  static bool await(echo::Poller& poller, Side& side, std::uint32_t events);

  Side client_;
  Side upstream_;
  Direction up_;
  Direction down_;
  bool connecting_ = true;
};

}  // namespace proxy
