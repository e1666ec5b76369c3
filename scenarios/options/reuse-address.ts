import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A look at the listener. */
export const reuseAddress = {
  id: "options/reuse-address",
  title: "The listener has SO_REUSEADDR",
  why: "Connections that a server closed first stay in TIME-WAIT for a minute, and without SO_REUSEADDR they hold its port: after a crash it cannot listen again. Most runtimes set the option by themselves, and some only where they are asked to.",
  sources: ["socket(7): SO_REUSEADDR", "ip(7)", "RFC 9293 §3.6.1 MUST-13"],
  roles: ["server"],
  transports: ["tcp"],
  claims: ["reuse-address"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "readOptions", label: "listening" },
    { do: "close", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "set",
      level: "SHOULD",
      kind: "socketOption",
      at: "listening",
      of: "listener",
      option: "SO_REUSEADDR",
      atLeast: 1,
      statement: "SO_REUSEADDR is on.",
      source: "socket(7): SO_REUSEADDR",
    },
  ],
} as const satisfies Scenario;
