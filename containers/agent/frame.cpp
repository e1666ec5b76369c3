#include "frame.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace agent {

namespace {

constexpr std::size_t header_bytes = 9;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::uint32_t read_number(const char* bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return ntohl(word);
}

}  // namespace

bool write_frame(int descriptor, char type, std::uint32_t number, std::string_view payload) {
  std::string bytes(header_bytes, '\0');
  const std::uint32_t words[] = {htonl(number), htonl(static_cast<std::uint32_t>(payload.size()))};
  bytes[0] = type;
  std::memcpy(bytes.data() + 1, words, sizeof words);
  bytes.append(payload);
  return write_all(descriptor, bytes);
}

std::optional<Frame> FrameReader::next() {
  if (buffer_.size() < header_bytes) return std::nullopt;
  const std::uint32_t length = read_number(buffer_.data() + 5);
  if (buffer_.size() < header_bytes + length) return std::nullopt;
  Frame frame{buffer_[0], read_number(buffer_.data() + 1), buffer_.substr(header_bytes, length)};
  buffer_.erase(0, header_bytes + length);
  return frame;
}

std::vector<std::string> fields_of(std::string_view payload) {
  std::vector<std::string> fields;
  while (!payload.empty()) {
    const std::size_t end = payload.find('\0');
    fields.emplace_back(payload.substr(0, end));
    if (end == std::string_view::npos) break;
    payload.remove_prefix(end + 1);
  }
  return fields;
}

}  // namespace agent
