import type { MergedFrom, MergedShard, RunHeader } from "../header.ts";
import { runSchemaVersion } from "../header.ts";
import { InvalidJournalError } from "../invalid-journal-error.ts";
import { describeValue, parseJson, parseStored } from "../json.ts";
import { type EndLine, lineSchemas } from "../lines.ts";
import { whyStopped } from "../read-run.ts";
import { readLines } from "../rows/file-lines.ts";
import { countOf, startFinding } from "../shard/ranges.ts";
import { refuseOtherVersion } from "../version.ts";
import { journalFile } from "../write.ts";
import type { CaseColumns, CasePlace } from "./columns.ts";
import { MergeError } from "./merge-error.ts";

/** A run that is to be merged: a shard, or some that were merged before. */
export interface SourceRun {
  readonly folder: string;
  /** Without the list of the plan's cases, which is long. */
  readonly header: Omit<RunHeader, "planned">;
  readonly division: Pick<MergedFrom, "of" | "division">;
  readonly parts: readonly SourcePart[];
  /** The lines about lab sessions, as they were parsed. */
  readonly sessions: readonly SessionLine[];
  /** @returns the part that plays the case in this place of the plan. */
  readonly partOf: (index: number) => SourcePart | undefined;
}

export interface SourcePart {
  readonly shard: MergedShard;
  /** From the numbers of its lab sessions in its journal to those from 1 on, without gaps. */
  readonly sessions: ReadonlyMap<number, number>;
}

interface SessionLine {
  readonly session: number;
  readonly line: Readonly<Record<string, unknown>>;
}

/** What a line of a journal says, as far as merging needs to know. */
interface ScannedLine extends Readonly<Record<string, unknown>> {
  readonly type?: unknown;
  readonly index?: unknown;
  readonly attempt?: unknown;
  readonly session?: unknown;
}

const advice = "Only sockspec writes journals: restore the file as it was, or run the shard again.";

/**
 * Reads a journal once, from its beginning to its end, and keeps only where its cases are.
 *
 * @param source the number of this run, for `columns`.
 * @throws {InvalidJournalError | MergeError}
 */
export function scanRun(folder: string, source: number, columns: CaseColumns): SourceRun {
  const file = journalFile(folder);
  using lines = readLines(file, advice);
  const first = lines.next();
  const header = headerOf(first.done === true ? Buffer.alloc(0) : first.value.bytes, file);
  const parts = openParts(header, folder);
  const find = startFinding(parts.map(({ cases }) => cases));
  const scan = startScan({ parts, partOf: (index) => parts[find(index)], source, columns });
  let number = 1;
  for (const { bytes, offset } of lines) {
    number += 1;
    const origin = { file, line: number, advice };
    const line = parseJson(bytes, origin) as ScannedLine;
    if (line.type === "resume" && header.merged !== undefined) {
      throw resumedError(folder);
    }
    scan.take(line, { offset, length: bytes.length }, origin);
  }
  const { sessions, outcome } = scan.end();
  const closed = parts.map((part) => closePart(part, header, outcome));
  const { planned: _, ...rest } = header;
  return {
    folder,
    header: rest,
    division: header.merged ?? (header.shard as NonNullable<RunHeader["shard"]>),
    parts: closed,
    sessions,
    partOf: partFinder(find, closed),
  };
}

/** A function apart: in the one above it would hold the whole header, with the list of the plan's cases. */
function partFinder(
  find: (index: number) => number,
  parts: readonly SourcePart[],
): SourceRun["partOf"] {
  return (index) => parts[find(index)];
}

interface ScanFacts {
  readonly parts: readonly OpenPart[];
  readonly partOf: (index: number) => OpenPart | undefined;
  readonly source: number;
  readonly columns: CaseColumns;
}

/** Takes the lines behind the header, one by one. */
function startScan({ parts, partOf, source, columns }: ScanFacts) {
  const sessions: SessionLine[] = [];
  let end: EndLine | null = null;
  const resumedOn: RunHeader["machine"][] = [];
  let [resumed, wallMsBefore] = [0, 0];
  const takeCase = (line: ScannedLine, place: LinePlace, origin: LineOrigin) => {
    const { index, attempt, session } = placeOf(line, origin);
    const part = partOf(index);
    if (part === undefined) {
      const expected = "a place in the plan that its shard has";
      throw new InvalidJournalError({ ...origin, key: "index", expected, found: `${index}` });
    }
    part.finished += attempt === 1 ? 1 : 0;
    if (session !== null) {
      part.numbers.add(session);
    }
    columns.add({ source, ...place, index, attempt });
  };
  const takeSession = (line: ScannedLine, origin: LineOrigin) => {
    const session = numberIn(line, "session", origin);
    parts.find(({ mayHave }) => mayHave(session))?.numbers.add(session);
    sessions.push({ session, line });
  };
  return {
    take(line: ScannedLine, place: LinePlace, origin: LineOrigin) {
      end = null;
      switch (line.type) {
        case "case":
          takeCase(line, place, origin);
          break;
        case "session":
          takeSession(line, origin);
          break;
        case "resume": {
          const resume = parseStored(lineSchemas.resume, line, origin);
          resumed += 1;
          wallMsBefore = resume.wallMsBefore;
          resumedOn.push(...(resume.machine === undefined ? [] : [resume.machine]));
          break;
        }
        case "end":
          end = parseStored(lineSchemas.end, line, origin);
          break;
        default: {
          const found = describeValue(line.type);
          const expected = "case, session, resume or end";
          throw new InvalidJournalError({ ...origin, key: "type", expected, found });
        }
      }
    },
    end: (): { readonly sessions: readonly SessionLine[]; readonly outcome: Outcome } => ({
      sessions,
      outcome: { end, resumed, resumedOn, wallMs: end && wallMsBefore + end.wallMs },
    }),
  };
}

type LinePlace = Pick<CasePlace, "offset" | "length">;

function headerOf(bytes: Buffer, file: string): RunHeader {
  const origin = { file, line: 1, advice };
  const data = parseJson(bytes, origin);
  refuseOtherVersion(data, runSchemaVersion, origin);
  return parseStored(lineSchemas.header, data, origin);
}

/** A part while its lines are read. */
interface OpenPart {
  readonly cases: string;
  /** As an earlier merge wrote it; null for a shard by itself. */
  readonly known: MergedShard | null;
  readonly numbers: Set<number>;
  readonly mayHave: (session: number) => boolean;
  finished: number;
}

function openParts({ shard, merged }: RunHeader, folder: string): readonly OpenPart[] {
  if (shard !== undefined) {
    const own = { cases: shard.cases, known: null, mayHave: () => true };
    return [{ ...own, numbers: new Set(), finished: 0 }];
  }
  if (merged === undefined) {
    throw new MergeError(
      `${folder}: expected a shard, found a run of a whole plan. Leave it out: there is nothing to put together.`,
    );
  }
  let before = 0;
  return merged.shards.map((known) => {
    const [first, last] = [before + 1, before + known.sessions];
    before = last;
    return {
      cases: known.cases,
      known,
      numbers: new Set(),
      mayHave: (session: number) => session >= first && session <= last,
      finished: 0,
    };
  });
}

interface Outcome {
  readonly end: EndLine | null;
  readonly resumed: number;
  readonly resumedOn: readonly RunHeader["machine"][];
  readonly wallMs: number | null;
}

function closePart(
  { known, numbers, cases, finished }: OpenPart,
  header: RunHeader,
  { end, resumed, resumedOn, wallMs }: Outcome,
): SourcePart {
  const sorted = [...numbers].sort((a, b) => a - b);
  const sessions = new Map(sorted.map((number, place) => [number, place + 1]));
  if (known !== null) {
    return { shard: known, sessions };
  }
  const { runId, startedAt, jobs, versions, machine, shard } = header;
  const missing = countOf(cases) - finished;
  return {
    sessions,
    shard: {
      ...{ number: shard?.number ?? 1, runId, startedAt, jobs, versions, machine, cases },
      ...{ sessions: sessions.size, resumed },
      ...(resumedOn.length === 0 ? {} : { resumedOn }),
      ...{ wallMs, stopped: whyStopped(end, () => missing) },
    },
  };
}

function resumedError(folder: string): MergeError {
  return new MergeError(
    `${folder}: expected shards, or shards that were merged, found a merged run that was resumed ` +
      "since. It is to be used as it is: sockspec report shows it.",
  );
}

interface LineOrigin {
  readonly file: string;
  readonly line: number;
  readonly advice: string;
}

function placeOf(line: ScannedLine, origin: LineOrigin) {
  return {
    index: numberIn(line, "index", origin),
    attempt: line.attempt === undefined ? 1 : numberIn(line, "attempt", origin),
    session: line.session === null ? null : numberIn(line, "session", origin),
  };
}

function numberIn(
  line: ScannedLine,
  key: "index" | "attempt" | "session",
  origin: LineOrigin,
): number {
  const value = line[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    const expected = "a whole number";
    throw new InvalidJournalError({ ...origin, key, expected, found: describeValue(value) });
  }
  return value;
}
