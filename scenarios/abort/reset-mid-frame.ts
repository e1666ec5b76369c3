import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Twenty peers reset in the middle of a message. */
export const resetMidFrame = {
  id: "abort/reset-mid-frame",
  title: "Peers that reset in the middle of a message cost only their own connection",
  why: "A reset arrives as an error from a read that worked a moment ago. If nothing handles that error, it ends the whole process, and one impatient client takes the server down for everyone.",
  sources: ["RFC 9293 §3.6 MUST-12", "POSIX recv(): ECONNRESET"],
  roles: ["server"],
  links: "any",
  steps: [
    {
      do: "repeat",
      times: 20,
      steps: [
        { do: "connect", connection: "aborter" },
        { do: "send", on: "aborter", content: [{ unfinished: 1000, upTo: 7 }] },
        { do: "pause", duration: { ms: 3, roundTrips: 1 } },
        { do: "abort", on: "aborter" },
      ],
    },
  ],
  stimulus: [{ kind: "resets", atLeast: 15, because: "the server's kernel saw the resets" }],
  checks: [],
} as const satisfies Scenario;
