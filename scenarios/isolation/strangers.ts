import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** Lets the server notice that a peer has gone, so that its descriptor is free for the next one. */
const noticed: Step = { do: "pause", duration: { ms: 30, roundTrips: 2 } };

const exchange = (on: string): readonly Step[] => [
  { do: "send", on, content: [{ messages: 2, bytes: 700 }] },
  { do: "awaitEcho", on },
];

/** After each way to leave, as many strangers as there were peers take over their descriptors. */
const followedBy = (peers: readonly Step[], strangers: string): readonly Step[] => [
  ...peers,
  noticed,
  { do: "connect", connection: strangers, count: 4 },
  ...exchange(strangers),
];

/** Peers leave with work in progress, and strangers get their descriptors. */
export const strangers = {
  id: "isolation/strangers",
  title: "Nothing from a closed connection reaches the next one",
  why: "The number of a closed descriptor is reused at once, and so are slots, buffers and addresses. If a server still keeps something under that number (unsent bytes, a timer, a pending request, a second close()), it hits the next connection.",
  sources: [
    "POSIX open(): the lowest descriptor not in use",
    "CWE-672: operation on a resource after release",
  ],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    ...followedBy(
      [
        { do: "connect", connection: "stalled", count: 4 },
        { do: "stopReading", on: "stalled" },
        {
          do: "sendUntilBlocked",
          on: "stalled",
          messageBytes: 32_768,
          limit: 1_048_576,
          quiet: { ms: 100, roundTrips: 2 },
        },
        { do: "abort", on: "stalled" },
      ],
      "first",
    ),
    ...followedBy(
      [
        { do: "connect", connection: "half-way", count: 4 },
        {
          do: "send",
          on: "half-way",
          content: [
            { messages: 2, bytes: 500 },
            { unfinished: 500, upTo: 2 },
          ],
        },
        // An echo shows that the server has read the piece of a header that came with its request.
        { do: "awaitEcho", on: "half-way" },
        { do: "abort", on: "half-way" },
      ],
      "second",
    ),
    ...followedBy(
      [
        { do: "connect", connection: "refused", count: 4 },
        {
          do: "send",
          on: "refused",
          content: [{ messages: 1, bytes: 500 }, { unacceptable: true }],
        },
        { do: "awaitEnd", on: "refused" },
        { do: "abort", on: "refused" },
      ],
      "third",
    ),
    ...followedBy(
      [
        { do: "connect", connection: "busy", count: 4 },
        { do: "send", on: "busy", content: [{ messages: 40, bytes: 300 }] },
        { do: "abort", on: "busy" },
      ],
      "fourth",
    ),
    // The server finds the ends of some connections and the beginnings of others at the same moment.
    { do: "connect", connection: "leaving", count: 4 },
    ...exchange("leaving"),
    { do: "connect", connection: "ending", count: 4 },
    ...exchange("ending"),
    { do: "signal", name: "SIGSTOP" },
    { do: "abort", on: "leaving" },
    { do: "close", on: "ending" },
    { do: "connect", connection: "fifth", count: 8 },
    { do: "send", on: "fifth", content: [{ messages: 2, bytes: 700 }] },
    { do: "pause", duration: { ms: 20, roundTrips: 2 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitEcho", on: "fifth" },
    { do: "pause", duration: { ms: 1600 } },
    ...["first", "second", "third", "fourth", "fifth"].flatMap(exchange),
  ],
  stimulus: [{ kind: "resets", atLeast: 8, because: "peers reset their connections" }],
  checks: [
    {
      id: "first-unharmed",
      level: "MUST",
      kind: "echo",
      on: "first",
      statement:
        "Connections that follow peers with unsent echoes get only their own bytes, and continue to work.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
    {
      id: "second-unharmed",
      level: "MUST",
      kind: "echo",
      on: "second",
      statement:
        "Connections that follow peers that left inside a header get only their own bytes, and continue to work.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
    {
      id: "third-unharmed",
      level: "MUST",
      kind: "echo",
      on: "third",
      statement:
        "Connections that follow rejected peers get only their own bytes, and continue to work.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
    {
      id: "fourth-unharmed",
      level: "MUST",
      kind: "echo",
      on: "fourth",
      statement:
        "Connections that follow peers with pending requests get only their own bytes, and continue to work.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
    {
      id: "fifth-unharmed",
      level: "MUST",
      kind: "echo",
      on: "fifth",
      statement:
        "Connections that begin at the moment when others end get only their own bytes, and continue to work.",
      source: "Protocol contract: a peer that resets or vanishes costs only its own connection",
    },
  ],
} satisfies Scenario;
