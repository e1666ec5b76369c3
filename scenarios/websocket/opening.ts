import type { Content } from "../../harness/scenario/content.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { raw } from "../raw.ts";

const key = "Sec-WebSocket-Key: c29ja3NwZWMncyBub25jZQ==";
const version = "Sec-WebSocket-Version: 13";
const upgrade = ["Host: localhost", "Upgrade: websocket", "Connection: Upgrade"];

function request(...lines: readonly string[]): Content {
  return raw(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Each lacks something that RFC 6455 §4.2.1 requires. */
const refused: readonly Step[] = [
  request("GET / HTTP/1.1", ...upgrade, version),
  request("GET / HTTP/1.1", ...upgrade, version, "Sec-WebSocket-Key: dG9vIHNob3J0"),
  request("GET / HTTP/1.1", ...upgrade, key, "Sec-WebSocket-Version: 12"),
  request("GET / HTTP/1.1", "Host: localhost", "Connection: Upgrade", key, version),
].flatMap((content): readonly Step[] => [
  { do: "connect", connection: "refused", unopened: true },
  { do: "send", on: "refused", content: [content] },
  { do: "awaitQuiet", on: "refused", quiet: { ms: 100, roundTrips: 1 } },
  { do: "close", on: "refused" },
]);

/** An opening handshake in pieces, and such as must be refused. */
export const opening = {
  id: "websocket/opening",
  title: "The opening handshake may arrive in pieces, and must be complete",
  why: "The handshake proves that both sides mean WebSocket, so that no form on a web page can be taken for one. A server that reads it in one go works until a header field is long, and one that accepts any request gives up that proof.",
  sources: ["RFC 6455 §4.2"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    { do: "connect", connection: "main", unopened: true },
    {
      do: "send",
      on: "main",
      content: [{ opening: true }],
      chunks: { bytes: 20, gap: { ms: 20 } },
    },
    { do: "awaitEcho", on: "main" },
    { do: "inspect", on: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
    { do: "awaitEcho", on: "main" },
    ...refused,
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atLeast: 4,
      because: "the pieces of the handshake left as separate segments",
    },
  ],
  checks: [
    {
      id: "opened",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A handshake in many segments is answered like one in one.",
      source: "RFC 6455 §4.2.2: the server's opening handshake",
    },
  ],
} satisfies Scenario;
