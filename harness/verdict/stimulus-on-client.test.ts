import { expect, test } from "vitest";
import { makeConnection, makeHistory } from "../history/fixtures/history-builder.ts";
import { startDigest } from "../protocol/digest.ts";
import { stimulusResult } from "./stimulus-results.ts";

test.each([
  { begun: 2, arrived: 1, status: "held" },
  { begun: 1, arrived: 1, status: "missed" },
  { begun: 1, arrived: 0, status: "held" },
])(
  "$begun attempts of which $arrived reached the driver: $status",
  ({ begun, arrived, status }) => {
    const connections = Array.from({ length: arrived }, (_, index) =>
      makeConnection(`main#${index + 1}`, { accepted: true }),
    );
    const counters = { client: {}, server: { "Tcp.ActiveOpens": begun } };
    const made = { ...makeHistory({ counters }), connections };
    const condition = { kind: "attempts", atLeast: 1, because: "it tried" } as const;
    expect(stimulusResult(made, condition).status).toBe(status);
  },
);

test("attempts are hidden where the host's counters are", () => {
  const made = makeHistory({ counters: { client: {}, server: null } });
  const condition = { kind: "attempts", atLeast: 1, because: "it tried" } as const;
  expect(stimulusResult(made, condition).status).toBe("hidden");
});

test.each([
  { title: "while the client runs", resetAtMs: 90, status: "held" },
  { title: "after its exit", resetAtMs: 110, status: "missed" },
  { title: "never", resetAtMs: null, status: "missed" },
])("a reset $title: $status", ({ resetAtMs, status }) => {
  const made = makeHistory({
    events:
      resetAtMs === null
        ? []
        : [{ atMs: resetAtMs, event: "rst-sent" as const, connection: "main" }],
    clients: [
      {
        client: "main",
        startedAtMs: 10,
        outcome: { state: "exited", status: 0, atMs: 100 },
        stdout: startDigest().finish(false),
        stderr: { text: "", bytesDropped: 0 },
      },
    ],
  });
  const condition = { kind: "resetSent", on: "main", because: "it was reset" } as const;
  expect(stimulusResult(made, condition).status).toBe(status);
});
