import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A byte of urgent data between two messages. */
export const oneByte = {
  id: "urgent/one-byte",
  title: "Urgent data does not disturb the stream",
  why: "A byte sent with MSG_OOB is removed from the stream unless SO_OOBINLINE is set, and it raises SIGURG and POLLPRI. A server that did not ask for urgent data must not notice the byte, and one that sets the option reads a byte that belongs to no message.",
  sources: ["tcp(7): MSG_OOB, SO_OOBINLINE", "RFC 6093"],
  roles: ["server"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "sendUrgent", on: "main" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "connect", connection: "pipelined" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "signal", name: "SIGSTOP" },
    { do: "send", on: "pipelined", content: [{ messages: 1, bytes: 16 }] },
    { do: "sendUrgent", on: "pipelined" },
    { do: "send", on: "pipelined", content: [{ messages: 1, bytes: 16 }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitEcho", on: "pipelined" },
  ],
  stimulus: [{ kind: "urgent", on: "main", because: "the urgent byte was sent" }],
  checks: [
    {
      id: "intact",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "The messages around the urgent byte come back unchanged.",
      source: "RFC 6093 §3: urgent data is not out of band",
    },
    {
      id: "pipelined-intact",
      level: "SHOULD",
      kind: "echo",
      on: "pipelined",
      statement:
        "Two messages that are in the receive buffer together, with the urgent byte between them, come back unchanged.",
      source: "RFC 6093 §3: urgent data is not out of band",
    },
  ],
} as const satisfies Scenario;
