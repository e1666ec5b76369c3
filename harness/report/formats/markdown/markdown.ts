import { allCases } from "../../../journal/not-run.ts";
import { flakySituations, situationOf } from "../../../verdict/gate/flaky.ts";
import { withFullStop } from "../../../verdict/text.ts";
import { isMeasured } from "../../comparison/measured-run.ts";
import { formatExcluded } from "../../excluded.ts";
import type { RunReport } from "../../run-report.ts";
import { legendFor } from "../../terminal/matrix.ts";
import { explainWithOutput, headline } from "../case-text.ts";
import {
  suiteName,
  type TestedCase,
  type TestedStatus,
  testedCases,
  testName,
} from "../tested-case.ts";
import { markdownComparisons } from "./comparison.ts";
import { markdownMatrices } from "./matrix.ts";
import { markdownSocketOptions } from "./socket-options.ts";
import { markdownCode, markdownWords } from "./text.ts";

export interface MarkdownOptions {
  /** Blocks beyond this many bytes are left out, and a note says so. Default: no limit. */
  readonly bytesMax?: number;
}

/** A run as GitHub Markdown: counts, the matrix or what was measured, and each failure in full. */
export function markdownReport(
  report: RunReport,
  { bytesMax = Number.POSITIVE_INFINITY }: MarkdownOptions = {},
): string {
  return bytesMax === Number.POSITIVE_INFINITY
    ? [...markdownParts(report)].join("")
    : fitted(blocksOf(report), { bytesMax, folder: report.run.folder });
}

/** @returns the whole of it piece by piece: that of a large run does not fit one text. */
export function* markdownParts(report: RunReport): Generator<string> {
  let separator = "";
  for (const block of blocksOf(report)) {
    yield separator + block;
    separator = "\n\n";
  }
  yield "\n";
}

function* blocksOf(report: RunReport): Generator<string> {
  const { counts, tests } = sorted(testedCases(report));
  const measured = isMeasured(report);
  const matrices = measured ? [] : markdownMatrices(report);
  yield formatHead(counts, report);
  yield* measured ? markdownComparisons(report) : matrices;
  if (matrices.length > 0) {
    yield legendFor(allCases(report.run), report.baseline).join("  ");
  }
  yield* formatStale(report.staleEntries);
  yield* formatSection("Failures", withStatus(tests, "fail"), report);
  yield* formatNotRun(tests, report);
  yield* formatSection("Not judged", withStatus(tests, "inconclusive", "error"), report);
  yield* formatFlaky(tests, report);
  yield* formatSection("Expected failures", withStatus(tests, "fail-expected"), report);
  yield* measured ? [] : markdownSocketOptions(report);
  yield formatFoot(report);
}

type Counts = ReadonlyMap<TestedStatus, number>;

/** @returns how many there are of each status, and those that there is more to say about. */
function sorted(all: Iterable<TestedCase>): {
  readonly counts: Counts;
  readonly tests: readonly TestedCase[];
} {
  const counts = new Map<TestedStatus, number>();
  const tests: TestedCase[] = [];
  for (const test of all) {
    counts.set(test.status, (counts.get(test.status) ?? 0) + 1);
    if (test.flaky || (test.status !== "pass" && test.status !== "unsupported")) {
      tests.push(test);
    }
  }
  return { counts, tests };
}

function withStatus(tests: readonly TestedCase[], ...wanted: readonly TestedStatus[]) {
  return tests.filter(({ status }) => wanted.includes(status));
}

function formatHead(found: Counts, { run }: RunReport): string {
  const counts = order.flatMap((status) => {
    const count = found.get(status) ?? 0;
    return count === 0 ? [] : [`${count} ${words[status]}`];
  });
  const total = [...found.values()].reduce((sum, count) => sum + count, 0);
  const excluded = formatExcluded(run.header);
  const without = excluded === null ? "" : ` ${markdownWords(`${excluded}.`)}`;
  const notes = (run.notes ?? []).map((note) => ` ${markdownWords(note)}`).join("");
  const cut =
    run.stopped === null ? "" : ` **Incomplete run**: ${markdownWords(withFullStop(run.stopped))}`;
  const cases = `${total} case${total === 1 ? "" : "s"}`;
  return `## sockspec\n\n**${cases}**: ${counts.join(", ") || "none ran"}.${without}${cut}${notes}`;
}

const order: readonly TestedStatus[] = [
  "pass",
  "fail",
  "fail-expected",
  "unsupported",
  "inconclusive",
  "error",
  "not-run",
];

const words: Readonly<Record<TestedStatus, string>> = {
  pass: "pass",
  fail: "fail",
  "fail-expected": "fail as expected",
  unsupported: "unsupported",
  inconclusive: "inconclusive",
  error: "error",
  "not-run": "not run",
};

function formatStale(entries: readonly string[]): readonly string[] {
  const items = entries.map((entry) => `- ${markdownWords(entry)}`);
  return items.length === 0 ? [] : [`### Stale baseline\n\n${items.join("\n")}`];
}

/** The heading is joined to its first case, so that it never stands alone when the rest is cut. */
function* formatSection(
  title: string,
  tests: readonly TestedCase[],
  report: RunReport,
): Generator<string> {
  for (const [index, { result, expectedReasons }] of tests.entries()) {
    const heading = index === 0 ? `### ${title}\n\n` : "";
    const reasons = expectedReasons.map((reason) => `Expected: ${markdownWords(reason)}\n\n`);
    const name = `#### ${markdownWords(suiteName(result))} · ${markdownWords(testName(result))}`;
    const code = markdownCode(explainWithOutput(result, report));
    yield `${heading}${name}\n\n${reasons.join("")}${code}`;
  }
}

/** A line each: they have nothing to show, and one reason for all of them. */
function formatNotRun(tests: readonly TestedCase[], { run }: RunReport): readonly string[] {
  const items = withStatus(tests, "not-run").map(
    ({ result }) => `- ${markdownWords(suiteName(result))} · ${markdownWords(testName(result))}`,
  );
  const reason = `Not run: ${markdownWords(run.stopped ?? "the run is incomplete")}.`;
  return items.length === 0 ? [] : [`### Not run\n\n${reason}\n\n${items.join("\n")}`];
}

/** Over repetitions and attempts, with what failed before a case passed. */
function formatFlaky(tests: readonly TestedCase[], { run, gate }: RunReport): readonly string[] {
  const flaky = Map.groupBy(
    tests.filter((test) => test.flaky),
    ({ result }) => situationOf(result),
  );
  const items = flakySituations(run.cases, gate?.failOn).map((situation) => {
    const { implementation, scenario, network, passed, judged } = situation;
    const name = `${markdownWords(`${implementation} on ${network}`)} · ${markdownWords(scenario)}`;
    const retried = flaky.get(situationOf(situation)) ?? [];
    const before = retried.flatMap(({ others }) => others.map(headline)).join("; ");
    const failedBefore = before === "" ? "" : `; retried after: ${markdownWords(before)}`;
    return `- ${name}: ${passed} of ${judged} passed${failedBefore}`;
  });
  return items.length === 0 ? [] : [`### Flaky\n\n${items.join("\n")}`];
}

function formatFoot(report: RunReport): string {
  const { header } = report.run;
  const versions = header.implementations.map(
    ({ name, version }) => `${markdownWords(name)} ${markdownWords(version ?? "unknown")}`,
  );
  const { cpus, architecture, kernel } = header.machine;
  const done = isMeasured(report) ? "Measured" : "Graded";
  return [
    `Run ${markdownWords(header.runId)}, seed ${header.seed}, ${markdownWords(header.lab)} lab,`,
    `Linux ${markdownWords(kernel)} on ${cpus} × ${markdownWords(architecture)}.`,
    `${done}: ${versions.join(", ") || "nothing"}.`,
  ].join(" ");
}

/** The most parts that a note has room to count. */
const partsMax = 9_999_999;

/** Drops the last blocks when they do not fit, and keeps room for a note that says so. */
function fitted(
  blocks: Iterable<string>,
  { bytesMax, folder }: { readonly bytesMax: number; readonly folder: string },
): string {
  const note = (dropped: number) =>
    `${dropped} more parts did not fit here: see ${markdownWords(folder)}.`;
  const room = bytesMax - Buffer.byteLength(`${note(partsMax)}\n`);
  if (room < 0) {
    return "";
  }
  const kept: string[] = [];
  let bytes = 0;
  let dropped = 0;
  for (const block of blocks) {
    const size = Buffer.byteLength(`${block}\n\n`);
    if (bytes + size <= room) {
      kept.push(block);
      bytes += size;
    } else {
      dropped += 1;
    }
  }
  return `${[...kept, ...(dropped === 0 ? [] : [note(dropped)])].join("\n\n")}\n`;
}
