import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, succeeds } from "../checks.ts";

/** The server does not read at first, and then echoes while the client is still writing. */
export const clientLargeMessage = {
  id: "client/large-message",
  title: "A client sends a message that the sockets do not hold, and reads while it writes",
  why: "A write of more than the socket buffers hold takes only a part, and says so in a number that is easily ignored. The rest has to wait until the server reads on, and a server that echoes as it reads is sending by then.",
  sources: ["POSIX send(): returns the number of bytes sent", "RFC 9293 §3.8.6: flow control"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  // As much as an argument may hold: more than the 64 KiB that the driver's socket takes unread.
  start: { message: { text: "a message of 26 characters", times: 4900 } },
  steps: [
    { do: "listen" },
    { do: "startClient", client: "main" },
    { do: "accept", connection: "main" },
    { do: "stopReading", on: "main" },
    { do: "pause", duration: { ms: 500, roundTrips: 4 } },
    { do: "send", on: "main", content: [{ echo: "whole", upTo: { payload: 30_000 } }] },
    { do: "resumeReading", on: "main" },
    { do: "awaitMessage", on: "main", deadline: { ms: 5000, roundTrips: 20 } },
    { do: "send", on: "main", content: [{ echo: "whole", from: { payload: 30_000 } }] },
    ...endsWell("main"),
  ],
  stimulus: [
    {
      kind: "zeroWindow",
      host: "client",
      because: "the driver's host had no room for the whole message",
      preventable: "where the socket buffers hold the whole message, nothing has to wait",
    },
  ],
  checks: [
    {
      id: "message-sent",
      level: "MUST",
      kind: "messageSent",
      on: "main",
      statement: "A client sends all of a message that the sockets do not hold at once.",
      source: "POSIX send(): returns the number of bytes sent, which may be fewer",
    },
    ...succeeds("main"),
  ],
} as const satisfies Scenario;
