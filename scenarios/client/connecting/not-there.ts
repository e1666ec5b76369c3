import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { fails, givesUp } from "../checks.ts";

/** Nothing that the client sends arrives anywhere. */
export const clientNotThere = {
  id: "client/not-there",
  title: "A client gives up on an address that never answers",
  why: "A firewall that drops a SYN says nothing, and Linux tries it again for more than two minutes. A deadline for reading does not help, because connect() comes first: it has to be non-blocking, or to have a deadline too.",
  sources: ["RFC 9293 §3.8.3", "POSIX connect(): EINPROGRESS, ETIMEDOUT"],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    { do: "blackhole" },
    { do: "startClient", client: "main" },
    { do: "awaitExit", deadline: { deadlines: 1.5, ms: 4000 } },
    { do: "restoreLink" },
  ],
  stimulus: [
    {
      kind: "dropped",
      atLeast: 1,
      because: "the client's SYN was lost",
    },
  ],
  checks: [
    ...fails("main", "not-there"),
    givesUp("main", {
      statement: "A client gives up when its deadline has passed without a connection.",
      source: "Protocol contract: a client gives up after its deadline",
    }),
  ],
} as const satisfies Scenario;
