import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Descriptors that the server did not ask for, beside ordinary messages. */
export const descriptorsSent = {
  id: "unix/descriptors-sent",
  title: "Descriptors that a peer sends along do not stay open",
  why: "Any peer may pass descriptors with its bytes. A plain read() discards them, but a server that reads with recvmsg() and room for control data owns them from then on, and a peer can fill its table.",
  sources: ["unix(7): SCM_RIGHTS", "recvmsg(2)"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "pause", duration: { ms: 50 } },
    { do: "sample", label: "before" },
    {
      do: "repeat",
      times: 3,
      steps: [
        {
          do: "sendDescriptors",
          on: "main",
          content: [{ messages: 1, bytes: 16 }],
          count: 10,
        },
        { do: "awaitEcho", on: "main" },
      ],
    },
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 2000 } },
  ],
  stimulus: [
    { kind: "descriptorsSent", on: "main", because: "descriptors were sent with the messages" },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The messages beside which they came are echoed like others.",
      source: "unix(7): ancillary data accompanies the bytes, and is none of them",
    },
    {
      id: "released",
      level: "MUST",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement: "Of thirty descriptors that were sent, none stays open in the server.",
      source: "unix(7), SCM_RIGHTS: the receiver owns what it receives",
    },
  ],
} as const satisfies Scenario;
