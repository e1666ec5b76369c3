import type { RunReport } from "../run-report.ts";
import { explainWithOutput, headline } from "./case-text.ts";
import { legible, shortened } from "./legible.ts";
import { markdownReport } from "./markdown/markdown.ts";
import { suiteName, testedCases, testName } from "./tested-case.ts";

/** GitHub shows a step's first ten annotations of each level, and drops the rest. */
const annotationsMax = 10;

/** `_maxIssueMessageLength` in actions/runner: longer messages are cut. */
const messageCharactersMax = 4096;

/** One line: longer headings make the list of annotations unreadable. */
const titleCharactersMax = 200;

/** GitHub's limit for a step's summary; a larger one is rejected entirely. */
const summaryBytesMax = 1024 * 1024;

interface Annotation {
  readonly level: "error" | "warning";
  readonly title: string;
  /** Made for those alone that are shown: it takes the files of a case. */
  readonly message: () => string;
}

/**
 * A run as workflow commands of GitHub Actions: an error for each failure and stale baseline
 * entry, a warning for each case that could not be judged or passed only on a retry. When there
 * are more than GitHub shows, the last one counts the rest.
 */
export function githubAnnotations(report: RunReport): string {
  const annotations = [
    ...wholeAnnotations(report),
    ...caseAnnotations(report),
    ...staleAnnotations(report),
  ];
  return (["error", "warning"] as const)
    .flatMap((level) => limited(annotations.filter((annotation) => annotation.level === level)))
    .map(formatCommand)
    .join("");
}

/** @param bytesUsed size of what the step has already written to its summary. */
export function githubSummary(report: RunReport, bytesUsed = 0): string {
  return markdownReport(report, { bytesMax: summaryBytesMax - bytesUsed });
}

/** First, so that it is among those that GitHub shows. */
function wholeAnnotations({ run }: RunReport): readonly Annotation[] {
  const { stopped, notRun } = run;
  if (stopped === null) {
    return [];
  }
  const names = notRun.map((result) => `${suiteName(result)}: ${testName(result)}`);
  const title = `incomplete run: ${notRun.length} case${notRun.length === 1 ? "" : "s"} not run`;
  return [{ level: "error", title, message: () => [stopped, ...names].join("\n") }];
}

function* caseAnnotations(report: RunReport): Generator<Annotation> {
  for (const { result, status, flaky, others } of testedCases(report)) {
    const name = `${suiteName(result)}: ${testName(result)}`;
    if (flaky) {
      const before = () => others.map(headline).join("; ");
      const message = () => `Passed in attempt ${result.attempt}; before: ${before()}`;
      yield { level: "warning", title: `flaky: ${name}`, message };
    } else if (status === "fail" || status === "error" || status === "inconclusive") {
      const level = status === "fail" ? "error" : "warning";
      const message = () => explainWithOutput(result, report);
      yield { level, title: `${status}: ${name}`, message };
    }
  }
}

function staleAnnotations({ staleEntries }: RunReport): readonly Annotation[] {
  return staleEntries.map((message) => ({
    level: "error",
    title: "stale baseline",
    message: () => message,
  }));
}

function limited(annotations: readonly Annotation[]): readonly Annotation[] {
  const [first] = annotations;
  if (first === undefined || annotations.length <= annotationsMax) {
    return annotations;
  }
  const shown = annotations.slice(0, annotationsMax - 1);
  const dropped = annotations.length - shown.length;
  const title = `${dropped} more ${first.level}s`;
  const message = () => `${title}: see this step's summary, or the stored run.`;
  return [...shown, { level: first.level, title, message }];
}

function formatCommand({ level, title, message }: Annotation): string {
  const heading = escapeProperty(shortened(legible(title), titleCharactersMax));
  return `::${level} title=${heading}::${escapeData(shortened(legible(message()), messageCharactersMax))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
