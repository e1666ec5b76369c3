import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { InvalidJournalError } from "../invalid-journal-error.ts";
import { whyIncomplete } from "../shard/missing.ts";
import { journalFile } from "../write.ts";
import type { CaseColumns, CasePlace } from "./columns.ts";
import type { FittingPart } from "./fit.ts";
import type { WrittenHeader } from "./merged-header.ts";
import { placeOfShard } from "./run-files.ts";
import type { SourceRun } from "./scan.ts";

export interface MergedRuns {
  readonly header: WrittenHeader;
  /** Ascending. */
  readonly parts: readonly FittingPart[];
  /** As `columns` number them. */
  readonly runs: readonly SourceRun[];
  readonly columns: CaseColumns;
}

/**
 * Writes the journal of the merged run: its cases in the order of the plan, then its lab sessions, then its
 * end. A line is in memory at a time.
 *
 * @throws {InvalidJournalError} for a case that is there twice.
 */
export function writeMerged(
  folder: string,
  { header, parts, runs, columns }: MergedRuns,
  signal: AbortSignal,
): void {
  using sources = openSources(runs);
  using target = startWriting(journalFile(folder));
  const numbers = sessionNumbers(parts);
  target.line(Buffer.from(JSON.stringify({ type: "header", ...header })));
  let before: CasePlace | null = null;
  for (const place of columns.inOrder()) {
    refuseTwice(before, place, runs);
    before = place;
    const run = runs[place.source] as SourceRun;
    const part = run.partOf(place.index);
    const session = (own: number) => numbers.get(part?.shard.number ?? 0)?.(own) ?? own;
    const job = (path: string) =>
      run.header.merged === undefined && part ? placeOfShard(part.shard, path) : path;
    target.line(rewriteCase(sources.read(place), { session, job }));
    signal.throwIfAborted();
  }
  for (const line of sessionLines(parts, numbers)) {
    target.line(Buffer.from(JSON.stringify(line)));
  }
  const { shards } = header.merged;
  target.line(
    Buffer.from(
      JSON.stringify({
        type: "end",
        // As long as the longest of them, since they need not wait for each other.
        wallMs: Math.max(0, ...shards.map(({ wallMs }) => wallMs ?? 0)),
        interrupted: false,
        stopped: whyIncomplete(header.merged),
      }),
    ),
  );
}

interface Sources extends Disposable {
  /** The bytes are overwritten by the next call. */
  read(place: CasePlace): Buffer;
}

function openSources(runs: readonly SourceRun[]): Sources {
  const files = runs.map(({ folder }) => openSync(journalFile(folder), "r"));
  let buffer = Buffer.alloc(64 * 1024);
  return {
    read({ source, offset, length }) {
      if (buffer.length < length) {
        buffer = Buffer.alloc(2 * length);
      }
      for (let held = 0; held < length; ) {
        const file = files[source] ?? -1;
        const read = readSync(file, buffer, held, length - held, offset + held);
        if (read === 0) {
          throw new Error(`${runs[source]?.folder}: its journal was cut while it was read.`);
        }
        held += read;
      }
      return buffer.subarray(0, length);
    },
    [Symbol.dispose]: () => files.forEach(closeSync),
  };
}

interface Target extends Disposable {
  line(bytes: Buffer): void;
}

const chunkBytes = 1024 * 1024;

function startWriting(path: string): Target {
  const file = openSync(path, "wx");
  let chunks: Buffer[] = [];
  let held = 0;
  const flush = () => {
    const bytes = Buffer.concat(chunks, held);
    for (let written = 0; written < held; ) {
      written += writeSync(file, bytes, written);
    }
    [chunks, held] = [[], 0];
  };
  return {
    line(bytes) {
      chunks.push(Buffer.concat([bytes, newline]));
      held += bytes.length + 1;
      if (held >= chunkBytes) {
        flush();
      }
    },
    [Symbol.dispose]() {
      try {
        flush();
      } finally {
        closeSync(file);
      }
    },
  };
}

const newline = Buffer.from("\n");

/** By the shard's number, from the numbers of its sessions in its journal to those in the merged one. */
type SessionNumbers = ReadonlyMap<number, (session: number) => number | undefined>;

function sessionNumbers(parts: readonly FittingPart[]): SessionNumbers {
  let sum = 0;
  return new Map(
    parts.map(({ shard, sessions }) => {
      const before = sum;
      sum += shard.sessions;
      const numberOf = (session: number) => {
        const own = sessions.get(session);
        return own && before + own;
      };
      return [shard.number, numberOf] as const;
    }),
  );
}

function sessionLines(parts: readonly FittingPart[], numbers: SessionNumbers) {
  return parts
    .flatMap(({ run, shard, sessions }) =>
      run.sessions.flatMap(({ session, line }) => {
        const number = sessions.has(session) ? numbers.get(shard.number)?.(session) : undefined;
        return number === undefined ? [] : [{ ...line, session: number }];
      }),
    )
    .sort((a, b) => a.session - b.session);
}

interface Renaming {
  readonly session: (own: number) => number;
  readonly job: (path: string) => string;
}

const sessionKey = Buffer.from(',"session":');
const virtualKey = Buffer.from('"virtual":{');

/** Only the number of the session changes in nearly all lines: those are not parsed again. */
function rewriteCase(bytes: Buffer, { session, job }: Renaming): Buffer {
  const at = bytes.indexOf(sessionKey);
  const inner = bytes.indexOf("{", 1);
  const isOwnKey = at >= 0 && (inner < 0 || at < inner);
  if (!isOwnKey || bytes.includes(virtualKey)) {
    return rewriteParsed(bytes, { session, job });
  }
  const from = at + sessionKey.length;
  const digits = /^\d+(?=[,}])/.exec(bytes.toString("latin1", from, from + 20))?.[0];
  if (digits === undefined) {
    return bytes;
  }
  const number = Buffer.from(String(session(Number(digits))));
  return Buffer.concat([bytes.subarray(0, from), number, bytes.subarray(from + digits.length)]);
}

function rewriteParsed(bytes: Buffer, { session, job }: Renaming): Buffer {
  const line = JSON.parse(bytes.toString()) as {
    readonly session: number | null;
    readonly virtual?: { readonly job: string };
  };
  const { virtual } = line;
  return Buffer.from(
    JSON.stringify({
      ...line,
      session: line.session === null ? null : session(line.session),
      ...(virtual === undefined ? {} : { virtual: { ...virtual, job: job(virtual.job) } }),
    }),
  );
}

function refuseTwice(
  before: CasePlace | null,
  { source, index, attempt }: CasePlace,
  runs: readonly SourceRun[],
): void {
  if (before?.index === index && before.attempt === attempt) {
    throw new InvalidJournalError({
      file: journalFile(runs[source]?.folder ?? ""),
      expected: "each case once",
      found: `the case ${index} of the plan, attempt ${attempt}, twice`,
      advice: "Lines were added: restore the file as it was, or run the shard again.",
    });
  }
}
