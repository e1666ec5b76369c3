import { join } from "node:path";
import { messageOf } from "../../host/message-of.ts";
import { caseFilesOf } from "../../journal/case-files.ts";
import { htmlReport } from "../../report/html/html-report.ts";
import { interopDocument } from "../../report/interop/document.ts";
import { interopPage } from "../../report/interop/html.ts";
import { interopMarkdown } from "../../report/interop/markdown.ts";
import { type InteropMatrix, makeInterop, withoutEvidence } from "../../report/interop/matrix.ts";
import type { RunReport } from "../../report/run-report.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { writeReport } from "../reporters/files.ts";
import { isStandardOutput } from "../standard-output.ts";
import { inPairs } from "../subject/subject.ts";
import { runResume } from "./resume.ts";
import { runRun } from "./run.ts";

export interface InteropFlags extends RunFlags {
  /** A folder for the matrix, beside the run's own. */
  readonly publish?: string;
}

export interface InteropLine {
  /** The names of the flags that were typed. */
  readonly typed: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Plays every client against every server, directly and through every proxy that is named, and writes
 * the matrix into the run's folder.
 *
 * @param names clients, servers and proxies, as the user calls them.
 * @returns the exit status, as `sockspec run` has it.
 */
export async function runInterop(
  names: readonly string[],
  { json, publish, ...given }: InteropFlags,
  { typed, signal }: InteropLine,
): Promise<ExitStatus> {
  if (given.list === true) {
    const listed = json === undefined ? given : { ...given, json };
    return await runRun(names, null, listed, signal, { subject: inPairs });
  }
  const flags = isOnStandardOutput(json) ? { ...given, reporter: quietly(given) } : given;
  const written = { isWhole: true };
  const onReport = (report: RunReport) => {
    written.isWhole = writeMatrix(report, { json, publish });
  };
  const status =
    flags.resume === undefined
      ? await runRun(names, null, flags, signal, { subject: inPairs, onReport })
      : await runResume(
          flags.resume,
          { implementations: names, command: null, flags, typed },
          signal,
          onReport,
        );
  return status === exitStatus.asExpected && !written.isWhole ? exitStatus.noVerdict : status;
}

function isOnStandardOutput(json: string | undefined): boolean {
  return json !== undefined && isStandardOutput(json);
}

/** Standard output is the document's alone. */
function quietly({ reporter = [] }: RunFlags): readonly string[] {
  if (reporter.length > 0) {
    throw new UsageError(
      "--json - has standard output to itself, and --reporter writes there, too. Give --json a file.",
    );
  }
  return ["silent"];
}

/** @returns whether all that was asked for could be written. */
export function writeMatrix(
  report: RunReport,
  { json, publish }: { readonly json?: string | undefined; readonly publish?: string | undefined },
): boolean {
  const { folder } = report.run;
  const matrix = makeInterop(report);
  const own = [
    ...filesOf(matrix),
    ["report.html", htmlReport(report, caseFilesOf(folder))] as const,
  ].map(([name, text]) => [join(folder, name), text] as const);
  const published = filesOf(withoutEvidence(matrix)).map(
    ([name, text]) => [join(publish ?? "", name), text] as const,
  );
  const files = publish === undefined ? own : [...own, ...published];
  if (json !== undefined && isStandardOutput(json)) {
    process.stdout.write(interopDocument(matrix));
  } else if (json !== undefined) {
    files.push([json, interopDocument(matrix)]);
  }
  const failures = files.flatMap(([path, text]) => {
    try {
      writeReport(path, text);
      return [];
    } catch (error) {
      return [`sockspec: ${path} could not be written: ${messageOf(error)}`];
    }
  });
  for (const failure of failures) {
    console.error(failure);
  }
  return failures.length === 0;
}

/** The matrix in each of its formats, by the file's name. */
function filesOf(matrix: InteropMatrix): readonly (readonly [string, string])[] {
  return [
    ["interop.json", interopDocument(matrix)],
    ["interop.md", interopMarkdown(matrix)],
    ["interop.html", interopPage(matrix)],
  ];
}
