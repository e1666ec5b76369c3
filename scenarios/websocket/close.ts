import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { closeFrame, first, frame } from "./frame.ts";

/** Codes for applications and libraries, with and without a reason. */
const codes: readonly Step[] = [1001, 3000, 3999, 4000, 4999].flatMap((code) => [
  { do: "connect", connection: "codes" },
  { do: "send", on: "codes", content: [closeFrame(code, code % 2 === 0 ? "" : "because of it")] },
  { do: "awaitEcho", on: "codes" },
  { do: "awaitEnd", on: "codes" },
  { do: "close", on: "codes" },
]);

/** The closing handshake, begun by the client. */
export const close = {
  id: "websocket/close",
  title: "A close frame is answered by one, and the server closes the connection",
  why: "The two close frames tell both sides that nothing was cut off. The server closes TCP first, so that its side keeps TIME-WAIT, and a client that waits for that must not wait for long.",
  sources: ["RFC 6455 §5.5.1 and §7.1", "Autobahn Testsuite, cases 7.1.1 to 7.3.5 and 7.7"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [
        closeFrame(1000),
        frame(first.text, "behind the end"),
        frame(first.ping, "behind the end"),
      ],
    },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
    { do: "close", on: "main" },
    ...codes,
    { do: "connect", connection: "silent" },
    { do: "send", on: "silent", content: [frame(first.close)] },
    { do: "awaitEnd", on: "silent" },
    { do: "close", on: "silent" },
    { do: "connect", connection: "silent" },
    {
      do: "send",
      on: "silent",
      content: [frame(first.textFragment, "never finished"), frame(first.close)],
    },
    { do: "awaitEnd", on: "silent" },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A close frame with the code 1000 is answered by one, and nothing behind it is.",
      source: "RFC 6455 §5.5.1: an endpoint must send a Close frame in response",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "When both close frames were sent, the server ends the connection.",
      source: "RFC 6455 §5.5.1: the server must close the underlying TCP connection immediately",
    },
    {
      id: "code-returned",
      level: "SHOULD",
      kind: "echo",
      on: "codes",
      statement: "The answer has the code of the close frame that it answers.",
      source: "RFC 6455 §5.5.1: the endpoint typically echos the status code it received",
    },
    {
      id: "without-code-closed",
      level: "MUST",
      kind: "ends",
      on: "silent",
      how: ["fin", "rst"],
      statement: "A close frame without a code ends the connection, even within a message.",
      source: "RFC 6455 §7.1.5: a close frame may have no status code",
    },
  ],
} satisfies Scenario;
