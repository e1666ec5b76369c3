import { expect, test } from "vitest";
import type { SessionResult } from "../../../journal/case-result.ts";
import { makeReport } from "../../fixtures/run-report-builder.ts";
import { render } from "../markup.ts";
import { labSection } from "./lab.ts";

const proof: NonNullable<SessionResult["proof"]> = {
  items: [{ what: "MTU", expected: "1500 bytes", found: "confirmed", holds: true }],
  unproven: null,
  observed: null,
};

const session: SessionResult = {
  session: 1,
  lab: "netns",
  network: "upstream-lte",
  kernel: "6.1",
  openedInMs: 1,
  driverPeakBytes: 1,
  durationMs: 1,
  waitedMs: 0,
  controls: [],
  proof,
  broken: null,
};

function textOf(facts: Partial<SessionResult>): string {
  const report = makeReport([]);
  return render(
    labSection({ ...report, run: { ...report.run, sessions: [{ ...session, ...facts }] } }),
  );
}

test("the proofs of a proxy's two wires are told apart, and one that failed is enough", () => {
  const upstreamProof = { ...proof, unproven: "Its losses do not add up." };
  const both = textOf({ upstreamProof });
  expect(both).toContain("client&#39;s wire: MTU: confirmed");
  expect(both).toContain("second wire: MTU: confirmed");
  expect(both).toContain("second wire: Its losses do not add up.");
  expect(both).toContain("✗ not proved");
});

test("a server has one wire, which needs no name", () => {
  const own = textOf({});
  expect(own).toContain("✓ proved");
  expect(own).not.toContain("wire:");
});
