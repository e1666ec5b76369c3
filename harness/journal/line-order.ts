import type { CaseResult, SessionResult } from "./case-result.ts";
import type { RunHeader } from "./header.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";
import type { JournalLine } from "./lines.ts";
import { type CaseLines, startCaseLines } from "./rows/case-lines.ts";

/** Holds each line of a journal against those before it. */
export interface LineOrder {
  /** @throws {InvalidJournalError} when the line contradicts an earlier one. */
  take(line: JournalLine): void;
}

interface Before {
  header: RunHeader | null;
  readonly cases: CaseLines;
  /** Line numbers, by the session. */
  readonly sessions: Map<number, number>;
  /** The network of each session, as its cases say. */
  readonly networks: Map<number, string>;
  ended: boolean;
}

interface Contradiction {
  readonly key?: string;
  readonly expected: string;
  readonly found: string;
}

/** @param file for messages. */
export function startLineOrder(file: string): LineOrder {
  const before: Before = {
    header: null,
    ended: false,
    cases: startCaseLines(),
    sessions: new Map(),
    networks: new Map(),
  };
  let line = 0;
  return {
    take(next) {
      line += 1;
      const contradiction = contradictionOf(next, before);
      if (contradiction !== null) {
        const advice =
          "Lines were added, taken away or moved: restore the file as it was, or run again.";
        throw new InvalidJournalError({ file, line, ...contradiction, advice });
      }
      remember(next, line, before);
    },
  };
}

function contradictionOf(line: JournalLine, before: Before): Contradiction | null {
  if ((line.type === "header") !== (before.header === null)) {
    return line.type === "header"
      ? { expected: "one header, in line 1", found: "a second header" }
      : { expected: "the header", found: `a line of type ${line.type}` };
  }
  if (before.ended && line.type !== "resume") {
    return { expected: "nothing behind the end but resume", found: line.type };
  }
  switch (line.type) {
    case "header":
      return namesTwice(line);
    case "case":
      return caseContradiction(line, before);
    case "session":
      return sessionContradiction(line, before);
    default:
      return null;
  }
}

function namesTwice({ implementations, networks }: RunHeader): Contradiction | null {
  for (const [key, all] of [
    ["implementations", implementations] as const,
    ["networks", networks] as const,
  ]) {
    const names = all.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      return { key, expected: "names that differ", found: `"${twice}" twice` };
    }
  }
  return null;
}

function caseContradiction(line: CaseResult, before: Before): Contradiction | null {
  const { header, cases, sessions, networks } = before;
  const known = (all: readonly { readonly name: string }[] = []) => all.map(({ name }) => name);
  const unnamed = (["implementation", "network"] as const).find(
    (key) => header?.[`${key}s`].some(({ name }) => name === line[key]) !== true,
  );
  if (unnamed !== undefined) {
    const expected = `one of the header's: ${known(header?.[`${unnamed}s`]).join(", ")}`;
    return { key: unnamed, expected, found: `"${line[unnamed]}"` };
  }
  const earlier = cases.lineOf(line);
  if (earlier !== undefined) {
    return { expected: "each case once", found: `the case of line ${earlier} again` };
  }
  if (line.session === null) {
    return null;
  }
  const ended = sessions.get(line.session);
  if (ended !== undefined) {
    return {
      key: "session",
      expected: "a session that goes on",
      found: `${line.session}, which ended in line ${ended}`,
    };
  }
  return networkContradiction(networks.get(line.session), line.network);
}

function sessionContradiction(line: SessionResult, before: Before): Contradiction | null {
  const earlier = before.sessions.get(line.session);
  if (earlier !== undefined) {
    return {
      key: "session",
      expected: "each session once",
      found: `that of line ${earlier} again`,
    };
  }
  return networkContradiction(before.networks.get(line.session), line.network);
}

function networkContradiction(known: string | undefined, found: string): Contradiction | null {
  return known === undefined || known === found
    ? null
    : { key: "network", expected: `${known}, as the other lines of its session say`, found };
}

function remember(line: JournalLine, number: number, before: Before): void {
  before.ended = line.type === "end";
  if (line.type === "header") {
    before.header = line;
  } else if (line.type === "session") {
    before.sessions.set(line.session, number);
  } else if (line.type === "case") {
    before.cases.set(line, number);
    if (line.session !== null) {
      before.networks.set(line.session, line.network);
    }
  }
}
