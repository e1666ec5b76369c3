import { statSync } from "node:fs";
import type { CaseResult, SessionResult } from "./case-result.ts";
import type { RunHeader } from "./header.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";
import { plainFileBytes } from "./json.ts";
import { startLineOrder } from "./line-order.ts";
import type { EndLine, JournalLine, ResumeLine } from "./lines.ts";
import { startCaseTable } from "./rows/case-table.ts";
import { type FileEnd, type FileLine, readLines, startPartReader } from "./rows/file-lines.ts";
import { parseLine } from "./rows/parse-line.ts";
import { StoredCase } from "./rows/stored-case.ts";
import { journalFile } from "./write.ts";

/** The content of a journal, as written. */
export interface JournalContents {
  readonly header: RunHeader;
  /** In the order in which they ended, with the verdicts that they had by themselves. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly resumes: readonly ResumeLine[];
  /** All others in their order, header first. */
  readonly lines: readonly JournalLine[];
  /** How the last part of it ended; null where that was cut off. */
  readonly end: EndLine | null;
  /** Up to the end of the last whole line, and what is behind it: a line that was cut off. */
  readonly wholeBytes: number;
  readonly cutBytes: number;
}

export interface ReadOptions {
  /**
   * The largest journal whose cases are held as a whole, in bytes. Of a larger one, what is long in
   * a case is read from the file when it is asked for. Default: 32 MiB, which some 12,000 cases take.
   */
  readonly heldBytesMax?: number;
}

const heldBytesMaxDefault = 32 * 1024 ** 2;

/** @returns whether the journal of a run is too large for holding its cases as a whole. */
export function isLargeJournal(folder: string): boolean {
  return (
    (statSync(journalFile(folder), { throwIfNoEntry: false })?.size ?? 0) > heldBytesMaxDefault
  );
}

const advice = "Only sockspec writes journals: restore the file as it was, or run again.";

/**
 * Reads a run's journal, line by line. A last line without its end was being written when its writer
 * was killed, and is left out.
 *
 * @throws {InvalidJournalError} for anything else that is not as a journal is written.
 */
export function readJournal(folder: string, options: ReadOptions = {}): JournalContents {
  const { heldBytesMax = heldBytesMaxDefault } = options;
  const file = journalFile(folder);
  const isHeld = plainFileBytes(file, advice) <= heldBytesMax;
  return parseLines(readLines(file, advice), {
    file,
    keep: isHeld ? keepWhole : keepInTable(file),
  });
}

/** @param file names it in messages. */
export function parseJournal(bytes: Buffer, file: string): JournalContents {
  return parseLines(linesIn(bytes), { file, keep: keepWhole });
}

type CaseLine = JournalLine & { readonly type: "case" };

/** What is kept of a case's line. */
type Keep = (line: CaseLine, from: FileLine, number: number) => CaseLine;

const keepWhole: Keep = (line) => line;

function keepInTable(file: string): Keep {
  const readPart = startPartReader(file);
  const table = startCaseTable(({ offset, length, line }) => {
    const again = parseLine(readPart(offset, length), { file, line, advice });
    if (again.type !== "case") {
      throw new InvalidJournalError({ file, line, ...changedMeanwhile, found: again.type });
    }
    return again;
  });
  return (line, { bytes, offset }, number) =>
    new StoredCase(table, table.add(line, { offset, length: bytes.length, line: number }));
}

const changedMeanwhile = {
  key: "type",
  expected: "case, as a moment ago",
  advice: "The journal was changed while it was read: read it again.",
};

interface ParseOptions {
  readonly file: string;
  readonly keep: Keep;
}

function parseLines(
  source: Iterator<FileLine, FileEnd>,
  { file, keep }: ParseOptions,
): JournalContents {
  const order = startLineOrder(file);
  const lines: JournalLine[] = [];
  const cases: CaseResult[] = [];
  const sessions: SessionResult[] = [];
  const resumes: ResumeLine[] = [];
  let next = source.next();
  for (; next.done !== true; next = source.next()) {
    const number = lines.length + 1;
    const read = parseLine(next.value.bytes, { file, line: number, advice });
    order.take(read);
    const line = read.type === "case" ? keep(read, next.value, number) : read;
    lines.push(line);
    if (line.type === "case") {
      cases.push(line);
    } else if (line.type === "session") {
      sessions.push(line);
    } else if (line.type === "resume") {
      resumes.push(line);
    }
  }
  const [header] = lines;
  if (header?.type !== "header") {
    throw withoutHeader(file, next.value);
  }
  const last = lines.at(-1);
  const end = last?.type === "end" ? last : null;
  return { header, lines, cases, sessions, resumes, end, ...next.value };
}

function withoutHeader(file: string, { cutBytes }: FileEnd): InvalidJournalError {
  return new InvalidJournalError({
    file,
    line: 1,
    expected: "the header",
    found: cutBytes === 0 ? "an empty file" : "a line that was cut off, and nothing else",
    advice: "The run ended before it began: there is nothing in it. Run again.",
  });
}

function* linesIn(bytes: Buffer): Generator<FileLine, FileEnd> {
  let from = 0;
  for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
    yield { bytes: bytes.subarray(from, to), offset: from };
    from = to + 1;
  }
  return { wholeBytes: from, cutBytes: bytes.length - from };
}

const newline = 0x0a;
