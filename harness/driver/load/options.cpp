#include "options.hpp"

#include <charconv>
#include <iostream>
#include <map>
#include <string_view>

namespace {

template <typename Number>
bool parse(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse(std::string_view text, std::string& into) {
  into = text;
  return !into.empty();
}

bool parse(std::string_view text, bool& into) {
  into = text == "1";
  return text == "0" || text == "1";
}

template <auto Field>
bool set(Options& options, std::string_view text) {
  return parse(text, options.*Field);
}

template <auto Field>
bool set_milliseconds(Options& options, std::string_view text) {
  if (!parse(text, options.*Field)) return false;
  options.*Field *= per_millisecond;
  return true;
}

using Setter = bool (*)(Options&, std::string_view);

const std::map<std::string_view, Setter> setters{
    {"host", set<&Options::host>},
    {"port", set<&Options::port>},
    {"headerBytes", set<&Options::header_bytes>},
    {"messageBytes", set<&Options::message_bytes>},
    {"connections", set<&Options::connections>},
    {"connectWithinMs", set_milliseconds<&Options::connect_within>},
    {"depth", set<&Options::depth>},
    {"messagesPerSecond", set<&Options::messages_per_second>},
    {"warmUpMs", set_milliseconds<&Options::warm_up>},
    {"durationMs", set_milliseconds<&Options::duration>},
    {"drainMs", set_milliseconds<&Options::drain>},
    {"noDelay", set<&Options::no_delay>},
    {"quickAck", set<&Options::quick_ack>},
    {"writes", set<&Options::writes>},
    {"sendBuffer", set<&Options::send_buffer>},
    {"hold", set<&Options::hold>},
    {"receiveBuffer", set<&Options::receive_buffer>},
};

bool set_from(std::string_view word, Options& options) {
  const auto equals = word.find('=');
  const auto setter = setters.find(word.substr(0, equals));
  return equals != std::string_view::npos && setter != setters.end() &&
         setter->second(options, word.substr(equals + 1));
}

}  // namespace

std::optional<Options> parse_options(std::span<char* const> words) {
  Options options;
  for (const std::string_view word : words) {
    if (!set_from(word, options)) {
      std::cerr << "load: expected words such as host=127.0.0.1 or depth=4, found " << word << '\n';
      return std::nullopt;
    }
  }
  const bool is_open = options.messages_per_second > 0;
  if (options.host.empty() || options.port == 0 || options.connections == 0 ||
      options.message_bytes == 0 || is_open == (options.depth > 0)) {
    std::cerr << "load: expected host, port, connections, messageBytes, and depth or messagesPerSecond\n";
    return std::nullopt;
  }
  return options;
}
