import type { CaseResult, SessionResult } from "./case-result.ts";
import { type RunHeader, runSchemaVersion } from "./header.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";
import { describeValue, parseJson, parseStored, readStoredFile } from "./json.ts";
import { startLineOrder } from "./line-order.ts";
import { type EndLine, type JournalLine, lineSchemas, type ResumeLine } from "./lines.ts";
import { refuseOtherVersion } from "./version.ts";
import { journalFile } from "./write.ts";

/** The content of a journal, as written. */
export interface JournalContents {
  readonly header: RunHeader;
  /** Header first. */
  readonly lines: readonly JournalLine[];
  /** In the order in which they ended, with the verdicts that they had by themselves. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly resumes: readonly ResumeLine[];
  /** How the last part of it ended; null where that was cut off. */
  readonly end: EndLine | null;
  /** Up to the end of the last whole line, and what is behind it: a line that was cut off. */
  readonly wholeBytes: number;
  readonly cutBytes: number;
}

/** A case takes 3 KB: this is a run of 300,000. */
const journalBytesMax = 1024 ** 3;

const advice = "Only sockspec writes journals: restore the file as it was, or run again.";

/**
 * Reads a run's journal. A last line without its end was being written when its writer was killed,
 * and is left out.
 *
 * @throws {InvalidJournalError} for anything else that is not as a journal is written.
 */
export function readJournal(folder: string): JournalContents {
  const file = journalFile(folder);
  return parseJournal(readStoredFile(file, { bytesMax: journalBytesMax, advice }), file);
}

/** @param file names it in messages. */
export function parseJournal(bytes: Buffer, file: string): JournalContents {
  const wholeBytes = bytes.lastIndexOf(newline) + 1;
  const order = startLineOrder(file);
  const lines: JournalLine[] = [];
  for (let from = 0; from < wholeBytes; ) {
    const to = bytes.indexOf(newline, from);
    const line = parseLine(bytes.subarray(from, to), { file, line: lines.length + 1, advice });
    order.take(line);
    lines.push(line);
    from = to + 1;
  }
  const [header] = lines;
  if (header?.type !== "header") {
    const found =
      bytes.length === 0 ? "an empty file" : "a line that was cut off, and nothing else";
    throw new InvalidJournalError({
      file,
      line: 1,
      expected: "the header",
      found,
      advice: "The run ended before it began: there is nothing in it. Run again.",
    });
  }
  const last = lines.at(-1);
  return {
    header,
    lines,
    cases: lines.filter((line) => line.type === "case"),
    sessions: lines.filter((line) => line.type === "session"),
    resumes: lines.filter((line) => line.type === "resume"),
    end: last?.type === "end" ? last : null,
    wholeBytes,
    cutBytes: bytes.length - wholeBytes,
  };
}

const newline = 0x0a;

interface LineOrigin {
  readonly file: string;
  readonly line: number;
  readonly advice: string;
}

function parseLine(bytes: Buffer, origin: LineOrigin): JournalLine {
  const data = parseJson(bytes, origin);
  const type = typeof data === "object" && data !== null && "type" in data ? data.type : undefined;
  switch (type) {
    case "header":
      refuseOtherVersion(data, runSchemaVersion, origin);
      return { ...parseStored(lineSchemas.header, data, origin), type };
    case "case":
      return { ...parseStored(lineSchemas.case, data, origin), type };
    case "session":
      return { ...parseStored(lineSchemas.session, data, origin), type };
    case "end":
      return { ...parseStored(lineSchemas.end, data, origin), type };
    case "resume":
      return { ...parseStored(lineSchemas.resume, data, origin), type };
    default: {
      const found = type === undefined ? describeValue(data) : describeValue(type);
      const expected = "header, case, session, resume or end";
      throw new InvalidJournalError({ ...origin, key: "type", expected, found });
    }
  }
}
