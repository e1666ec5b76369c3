import type { Scenario } from "../../harness/scenario/scenario.ts";

/** More connections than the backlog of a stopped server holds. */
export const backlogFull = {
  id: "unix/backlog-full",
  title: "A server whose backlog was full serves everyone in the end",
  why: "A full backlog drops no connection to a Unix-domain socket: connect() blocks, or fails with EAGAIN. So there is room again, and an event, with each connection that is accepted, and a server must not stop while others wait.",
  sources: ["unix(7): EAGAIN", "listen(2): the backlog argument"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["concurrent-connections"],
  start: { descriptorLimit: 4096 },
  steps: [
    { do: "signal", name: "SIGSTOP" },
    { do: "connect", connection: "crowd", count: 1200, deadline: { ms: 500 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitConnected", on: "crowd", deadline: { ms: 10_000 } },
    { do: "send", on: "crowd", content: [{ messages: 1, bytes: 32 }] },
    { do: "awaitEcho", on: "crowd", deadline: { ms: 5000 } },
  ],
  stimulus: [
    {
      kind: "backlogFull",
      on: "crowd",
      atLeast: 50,
      because: "clients found the backlog full",
      preventable: "a backlog of 4096, which is what Linux allows, holds all of them",
    },
  ],
  checks: [
    {
      id: "all-echoed",
      level: "MUST",
      kind: "echo",
      on: "crowd",
      statement: "Once the server accepts again, every client is served.",
      source: "unix(7): EAGAIN, a non-blocking connect() that found the backlog full",
    },
  ],
} as const satisfies Scenario;
