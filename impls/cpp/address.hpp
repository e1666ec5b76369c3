#pragma once

#include <netdb.h>
#include <sys/socket.h>

#include <memory>
#include <string>

#include "result.hpp"

namespace echo {

/// The addresses that a host name and a port stand for, best first, for use in a range-based for.
class AddressList {
 public:
  class Iterator {
   public:
    explicit Iterator(const addrinfo* current) : current_(current) {}
    const addrinfo& operator*() const { return *current_; }
    Iterator& operator++() {
      current_ = current_->ai_next;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const addrinfo* current_;
  };

  explicit AddressList(addrinfo* first) : first_(first, &::freeaddrinfo) {}
  [[nodiscard]] Iterator begin() const { return Iterator(first_.get()); }
  [[nodiscard]] Iterator end() const { return Iterator(nullptr); }

 private:
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> first_;
};

/// `flags` are getaddrinfo()'s: AI_PASSIVE for an address to listen on.
inline Result<AddressList> resolve(const std::string& host, const std::string& port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* first = nullptr;
  const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &first);
  if (code == EAI_SYSTEM) return last_error();
  if (code != 0) return std::unexpected(std::error_code(code, resolver_category()));
  return AddressList(first);
}

}  // namespace echo
