import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

const [exits, prints, explains] = fails("main", "extra");

/** Bytes that nobody asked for follow the echo in the same segment. */
export const clientExtraBytes = {
  id: "client/extra-bytes",
  title: "A client does not accept an echo with further bytes behind it",
  why: "What follows an answer without having been asked for is the next answer of a client that counts wrong, or the work of somebody in between. A client that stops reading when it has what it wants leaves such bytes unread and sees nothing, so a stream that has slipped looks well until much later.",
  sources: ["Protocol contract: framed", "CWE-444: inconsistent interpretation of messages"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    {
      do: "send",
      on: "main",
      content: [{ echo: "whole" }, raw("\0\0\0\x05other")],
    },
    { do: "inspect", on: "main" },
    { do: "awaitEnd", on: "main" },
    { do: "shutdownWrite", on: "main" },
    awaitExit,
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atMost: 1,
      links: "clean",
      because: "the echo and what followed it left in one segment",
    },
  ],
  checks: [
    exits,
    // Who prints the echo as soon as it is there does not know yet.
    { ...prints, level: "SHOULD" },
    explains,
  ],
} as const satisfies Scenario;
