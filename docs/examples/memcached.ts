import { defineProtocol } from "sockspec";

/** `set` asks for no reply and `get` follows it, so that each message has exactly one answer. */
export default defineProtocol({
  name: "memcached",
  title: "memcached's text protocol: a value is set, and read again",
  // No two messages of a case share a key: another connection would read the wrong value.
  header: (payloadBytes, mark) => `set ${keyOf(mark)} 0 0 ${payloadBytes} noreply\r\n`,
  trailer: (_, mark) => `\r\nget ${keyOf(mark)}\r\n`,
  measure(bytes) {
    const command = commandIn(bytes);
    if (command === null) {
      return "more";
    }
    return command.name === "quit" ? command.end : command.end + command.valueBytes + trailerBytes;
  },
  reply(message) {
    const { key = "", valueBytes = 0, end = 0 } = commandIn(message) ?? {};
    return Buffer.concat([
      Buffer.from(`VALUE ${key} 0 ${valueBytes}\r\n`),
      message.subarray(end, end + valueBytes),
      Buffer.from("\r\nEND\r\n"),
    ]);
  },
  closing: { send: "quit\r\n" },
  // What memcached does with a value above its limit is no close, so none is sent.
  cap: false,
});

const keyBytes = 8;
const trailerBytes = "\r\nget \r\n".length + keyBytes;

function keyOf(mark: number): string {
  return mark.toString(16).padStart(keyBytes, "0");
}

/** @returns the parts of the command at the beginning, and where it ends; null if it does not yet. */
function commandIn(bytes: Uint8Array) {
  const lineBytes = bytes.indexOf(0x0a);
  if (lineBytes < 0) {
    return null;
  }
  const words = Buffer.from(bytes.subarray(0, lineBytes)).toString("latin1").split(" ");
  return {
    name: words[0]?.trim(),
    key: words[1] ?? "",
    valueBytes: Number(words[4]),
    end: lineBytes + 1,
  };
}
