import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A socket that preserves message boundaries, at the path of one that does not. */
export const otherSocketType = {
  id: "unix/other-socket-type",
  title: "A socket of another type is refused",
  why: "SOCK_SEQPACKET is a connection too, but each write arrives as a packet of its own: what does not fit into the buffer of one read is lost. A server that listens for packets looks well with short messages and a client of its own kind.",
  sources: ["POSIX connect(): EPROTOTYPE", "unix(7): SOCK_SEQPACKET"],
  roles: ["server"],
  transports: ["unix"],
  steps: [{ do: "trySocketType", type: "seqpacket" }],
  stimulus: [
    { kind: "socketTypeTried", because: "a SOCK_SEQPACKET socket was connected to the path" },
  ],
  checks: [
    {
      id: "refused",
      level: "MUST",
      kind: "socketTypeRefused",
      statement: "A SOCK_SEQPACKET socket cannot be connected to the server's.",
      source: "POSIX connect(): EPROTOTYPE",
    },
  ],
} as const satisfies Scenario;
