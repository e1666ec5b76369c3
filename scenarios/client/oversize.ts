import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

/** The client can only wait, or see at once that it need not. */
const soon = { deadlines: 0.6, ms: 0, roundTrips: 8 } as const;

/** Echoes announce more than the client accepts, and the bytes never come. */
export const clientOversize = {
  id: "client/oversize",
  title: "A client refuses a length above its cap at once",
  why: "A client trusts its server more than a server trusts its clients, and is as easily made to reserve four gigabytes for a reply. The length alone shows that the reply cannot be the echo, so there is nothing to wait for.",
  sources: ["Protocol contract: framed", "CWE-789: memory allocation with excessive size value"],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("above-cap"),
    {
      do: "send",
      on: "above-cap",
      content: [{ announces: { maxFrames: 1, plus: 1 } }, raw("hello")],
    },
    awaitExit,
    { do: "close", on: "above-cap" },
    ...sendsMessage("largest"),
    { do: "send", on: "largest", content: [raw("\xff\xff\xff\xffhello")] },
    awaitExit,
    { do: "close", on: "largest" },
  ],
  stimulus: [],
  checks: [
    ...fails("above-cap", "above-cap"),
    ...fails("largest", "largest"),
    {
      id: "refused-soon",
      level: "SHOULD",
      kind: "exitStatus",
      client: "above-cap",
      status: "either",
      within: soon,
      statement: "A client does not wait for a message that is longer than it accepts.",
      source: "Protocol contract: a length above the cap ends the connection",
    },
  ],
} as const satisfies Scenario;
