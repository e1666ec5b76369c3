#include "options.hpp"

#include <charconv>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>

namespace {

template <typename Number>
bool parse(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_milliseconds(std::string_view text, Nanoseconds& into) {
  if (!parse(text, into)) return false;
  into *= per_millisecond;
  return true;
}

using Setter = std::function<bool(Options&, std::string_view)>;

const std::map<std::string_view, Setter> setters{
    {"host", [](Options& options, std::string_view text) { return !(options.host = text).empty(); }},
    {"port", [](Options& options, std::string_view text) { return parse(text, options.port); }},
    {"headerBytes", [](Options& options, std::string_view text) { return parse(text, options.header_bytes); }},
    {"bytes", [](Options& options, std::string_view text) { return parse(text, options.payload_bytes); }},
    {"connections", [](Options& options, std::string_view text) { return parse(text, options.connections); }},
    {"depth", [](Options& options, std::string_view text) { return parse(text, options.depth); }},
    {"messagesPerSecond", [](Options& options, std::string_view text) { return parse(text, options.messages_per_second); }},
    {"warmUpMs", [](Options& options, std::string_view text) { return parse_milliseconds(text, options.warm_up); }},
    {"durationMs", [](Options& options, std::string_view text) { return parse_milliseconds(text, options.duration); }},
    {"drainMs", [](Options& options, std::string_view text) { return parse_milliseconds(text, options.drain); }},
    {"noDelay", [](Options& options, std::string_view text) { options.no_delay = text == "1"; return text == "0" || text == "1"; }},
    {"writes", [](Options& options, std::string_view text) { return parse(text, options.writes); }},
    {"sendBuffer", [](Options& options, std::string_view text) { return parse(text, options.send_buffer); }},
    {"receiveBuffer", [](Options& options, std::string_view text) { return parse(text, options.receive_buffer); }},
};

}  // namespace

std::optional<Options> parse_options(std::span<char* const> words) {
  Options options;
  for (const std::string_view word : words) {
    const auto equals = word.find('=');
    const auto setter = setters.find(word.substr(0, equals));
    if (equals == std::string_view::npos || setter == setters.end() ||
        !setter->second(options, word.substr(equals + 1))) {
      std::cerr << "load: expected words such as host=127.0.0.1 or depth=4, found " << word << '\n';
      return std::nullopt;
    }
  }
  const bool is_open = options.messages_per_second > 0;
  if (options.host.empty() || options.port == 0 || options.connections == 0 ||
      options.header_bytes + options.payload_bytes == 0 || is_open == (options.depth > 0)) {
    std::cerr << "load: expected host, port, connections, bytes, and depth or messagesPerSecond\n";
    return std::nullopt;
  }
  return options;
}
