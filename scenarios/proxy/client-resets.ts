import type { Scenario } from "../../harness/scenario/scenario.ts";
import { playTwice, released } from "./released.ts";

/** Clients abort connections on which nothing is owed. */
export const clientResets = {
  id: "proxy/client-resets",
  title: "A client's reset reaches the upstream as a reset",
  why: "A reset says that something went wrong, and an end of file that all is well. Behind a proxy that turns one into the other, a server takes half of an upload for the whole.",
  sources: ["RFC 9293 §3.5.3", "RFC 9293 §3.9.1.5"],
  roles: ["proxy"],
  links: "any",
  steps: playTwice([
    { do: "connect", connection: "main", count: 8 },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    { do: "abort", on: "main" },
  ]),
  stimulus: [
    { kind: "resets", atLeast: 16, because: "the proxy's kernel saw the clients' resets" },
  ],
  checks: [
    {
      id: "reset-passed-on",
      level: "SHOULD",
      kind: "resetsAtUpstream",
      atLeast: 16,
      statement: "The upstream's side of each connection is reset too.",
      source: "RFC 9293 §3.5.3: an abort is reported, and is no orderly close",
    },
    released,
  ],
} satisfies Scenario;
