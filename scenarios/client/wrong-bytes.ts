import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

/** A frame comes back that is not the echo. */
export const clientWrongBytes = {
  id: "client/wrong-bytes",
  title: "A client does not accept another message for its echo",
  why: "A frame of the right length is not yet the answer to this question: after a slip in a pool of connections it is somebody else's. A client that checks the length alone passes it on.",
  sources: ["Protocol contract: framed", "CWE-354: improper validation of integrity check value"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("altered"),
    { do: "send", on: "altered", content: [{ echo: "altered" }] },
    { do: "shutdownWrite", on: "altered" },
    awaitExit,
    { do: "close", on: "altered" },
    ...sendsMessage("shorter"),
    { do: "send", on: "shorter", content: [raw("\0\0\0\x04hell")] },
    { do: "shutdownWrite", on: "shorter" },
    awaitExit,
    { do: "close", on: "shorter" },
  ],
  stimulus: [],
  checks: [...fails("altered", "altered"), ...fails("shorter", "shorter")],
} as const satisfies Scenario;
