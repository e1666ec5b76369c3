import type { CaseResult } from "../../run/case-result.ts";
import type { RunHeader } from "../../run/run-header.ts";
import { makeCase, makeCheck } from "../case-result-builder.ts";
import { makeFailure, makeReport } from "../formats/fixtures/run-report-builder.ts";
import type { RunReport } from "../run-report.ts";

const link = { delayMs: 17.5, rateKbit: 12_000 };

const header: Partial<RunHeader> = {
  networks: [
    { name: "clean", title: "Clean", source: "sockspec", up: { delayMs: 0 }, down: { delayMs: 0 } },
    { name: "lte", title: "LTE", source: "sitespeed.io", up: link, down: link },
  ],
  implementations: [
    { name: "cpp", title: "The reference", version: "g++ (Debian 12) 12.2.0", claims: [] },
    { name: "node", title: null, version: "v24.0.0", claims: [] },
    { name: "quiet", title: null, version: null, claims: [] },
  ],
  asked: { implementations: [], command: null, options: { lab: "netns", repeatEach: 1, seed: 7 } },
};

const reason = "Node 24: goes deaf; docs/findings/node-deaf.md";

/** Writes a run for tests by hand: grades A, B, F and none, one failure that is known and one not. */
export function boardReport({
  cases = boardCases(),
  headerFacts = {},
}: {
  readonly cases?: readonly CaseResult[];
  readonly headerFacts?: Partial<RunHeader>;
} = {}): RunReport {
  const entry = { implementation: "node", scenario: "length/zero", check: "alive" };
  const report = makeReport(cases, {
    header: { ...header, ...headerFacts },
    baseline: [{ ...entry, observed: "deaf", sometimes: false, reason }],
  });
  const held = { what: "smallest round trip", expected: "0 ± 2 ms", found: "0.1 ms", holds: true };
  const session = {
    ...({ session: 1, lab: "netns", network: "clean", kernel: "6.1.0", openedInMs: 1 } as const),
    ...{ driverPeakBytes: 1, durationMs: 1, waitedMs: 0, controls: [], broken: null },
    proof: { items: [held], unproven: null, observed: null },
  };
  return { ...report, run: { ...report.run, sessions: [session] } };
}

export function boardCases(): readonly CaseResult[] {
  const should = makeCheck({ id: "prompt", level: "SHOULD", status: "fail", observed: "late" });
  return [
    makeCase({ implementation: "cpp", checks: [makeCheck()] }),
    makeCase({ implementation: "node", checks: [makeCheck()] }),
    makeFailure({ implementation: "node" }, "deaf after EMFILE"),
    makeCase({ implementation: "cpp", network: "lte", checks: [makeCheck(), should] }),
    makeFailure({ implementation: "node", network: "lte" }, "deaf, too"),
    makeCase({ implementation: "quiet", verdict: "unsupported", reason: "does not claim it" }),
    makeCase({ implementation: "quiet", network: "lte", verdict: "error", reason: "no lab" }),
  ];
}
