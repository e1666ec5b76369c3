import type { Scenario } from "../../harness/scenario/scenario.ts";
import { edgeSizes } from "./edge-sizes.ts";

/** Messages arrive completely in the server's sockets before it reads any of them. */
export const wholeBuffers = {
  id: "size/whole-buffers",
  title: "A message that has arrived completely is answered, whatever its size",
  why: "A loop that reads until a read is short relies on the last read being short. If the data that has arrived is an exact multiple of its buffer, it reads once more, and waits for bytes that nobody will send.",
  sources: ["RFC 9293 §3.7", "POSIX read(): blocks while no data is available"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "edges", count: edgeSizes.length, deadline: { ms: 5000 } },
    // A short accept queue is not what this is about: once they were answered, all were accepted.
    { do: "send", on: "edges", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "edges", deadline: { ms: 5000 } },
    { do: "signal", name: "SIGSTOP" },
    {
      do: "together",
      branches: [
        [{ do: "send", on: "edges", content: [{ messages: 1, bytes: { byIndex: edgeSizes } }] }],
        [
          { do: "pause", duration: { ms: 60, roundTrips: 4 } },
          { do: "signal", name: "SIGCONT" },
        ],
      ],
    },
    { do: "awaitEcho", on: "edges" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "edges",
      statement: "Messages come back at every size around those of buffers.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
