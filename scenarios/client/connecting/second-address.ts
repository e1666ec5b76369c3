import type { Scenario } from "../../../harness/scenario/scenario.ts";
import type { Step } from "../../../harness/scenario/step.ts";
import { endsWell, succeeds } from "../checks.ts";

const source =
  "RFC 6724 §2: well-behaved applications do not simply use the first address and give up if it fails";

const [exits, prints] = succeeds("main");

const steps: Step[] = [
  { do: "listen" },
  { do: "startClient", client: "main" },
  // Who tries one address after the other may wait for the first one as long as its deadline is.
  { do: "accept", connection: "main", deadline: { deadlines: 1, ms: 5000 } },
  { do: "awaitMessage", on: "main" },
  { do: "send", on: "main", content: [{ echo: "whole" }] },
  ...endsWell("main"),
];

const connects = {
  roles: ["client"],
  protocols: ["framed"],
  steps,
  stimulus: [
    {
      kind: "attempts",
      atLeast: 1,
      because: "the client tried the first address",
    },
  ],
  checks: [
    { ...exits, level: "SHOULD", source },
    { ...prints, level: "SHOULD", source },
  ],
} as const satisfies Partial<Scenario>;

/** The first address of the server's name refuses connections. */
export const clientSecondAddress = {
  ...connects,
  id: "client/second-address",
  title: "A client whose server's first address refuses connections tries the second one",
  why: "A name often has several addresses, as localhost has ::1 and 127.0.0.1, and a server listens on one of them. A client that tries only the first that getaddrinfo() returns fails although its server is there.",
  sources: ["RFC 6724 §2", "RFC 1123 §2.3", "POSIX getaddrinfo()"],
  start: { message: { text: "hello" }, firstAddress: "refuses" },
} as const satisfies Scenario;

/** The first address of the server's name never answers. */
export const clientSilentFirstAddress = {
  ...connects,
  id: "client/silent-first-address",
  title: "A client whose server's first address is silent tries the second one in time",
  why: "An address that is silent costs two minutes where connect() blocks, and all of a deadline where that covers each attempt alone. A client that starts the second attempt while the first one waits, or leaves time for it, gets through.",
  sources: ["RFC 6724 §2", "RFC 8305 §5", "POSIX connect(): ETIMEDOUT"],
  start: { message: { text: "hello" }, firstAddress: "silent" },
} as const satisfies Scenario;
