import { appendFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { caseResultSchema } from "../case-result.ts";
import { malformedLines } from "../fixtures/malformed-lines.ts";
import { malformedTexts } from "../fixtures/malformed-texts.ts";
import { makeCase, makeLines, makeRunFolder, textOf } from "../fixtures/stored-journal.ts";
import { variedJournal } from "../fixtures/varied-journal.ts";
import { parseJournal, readJournal } from "../read.ts";
import { readRun } from "../read-run.ts";
import { journalFile } from "../write.ts";
import { StoredCase, wholeCase, withChanges } from "./stored-case.ts";

/** Nothing is held: as of a journal that is too large for that. */
const large = { heldBytesMax: 0 };

test("a case of a large journal says what its line says, key by key and as a whole", () => {
  using run = makeRunFolder(variedJournal());
  const small = readJournal(run.folder);
  const { cases } = readJournal(run.folder, large);
  expect(cases).toHaveLength(small.cases.length);
  for (const [index, held] of small.cases.entries()) {
    const stored = cases[index];
    expect(stored).toBeInstanceOf(StoredCase);
    for (const key of Object.keys(caseResultSchema.shape) as (keyof typeof held)[]) {
      const value = stored?.[key];
      const shown = key === "checks" ? JSON.parse(JSON.stringify(value)) : value;
      expect(shown, key).toEqual(held[key]);
    }
    expect(stored && wholeCase(stored)).toEqual(held);
    expect(JSON.stringify(stored)).toBe(JSON.stringify(held));
  }
});

test("a run whose journal is large is the same run", () => {
  using run = makeRunFolder(variedJournal());
  const [small, read] = [readRun(run.folder), readRun(run.folder, large)];
  expect({ ...read, cases: read.cases.map(wholeCase) }).toEqual(small);
  expect(read.cases.map(({ verdict, reason }) => [verdict, reason])).toEqual(
    small.cases.map(({ verdict, reason }) => [verdict, reason]),
  );
});

test("changes of a stored case lie before its line, and those that come later before both", () => {
  using run = makeRunFolder(textOf(makeLines()));
  const [stored = makeCase()] = readJournal(run.folder, large).cases;
  const changed = withChanges(withChanges(stored, { verdict: "error", reason: "a" }), {
    reason: "b",
    index: 7,
  });
  expect([changed.verdict, changed.reason, changed.index]).toEqual(["error", "b", 7]);
  expect(changed.stimulus).toEqual(makeCase().stimulus);
  const expected = { type: "case", ...makeCase(), verdict: "error", reason: "b", index: 7 };
  expect(wholeCase(changed)).toEqual(expected);
  expect([stored.verdict, stored.index]).toEqual(["pass", 0]);
});

test("a journal that was replaced meanwhile is no journal of these cases", () => {
  using run = makeRunFolder(textOf(makeLines()));
  const [stored] = readJournal(run.folder, large).cases;
  writeFileSync(journalFile(run.folder), "{}\n".repeat(2000));
  expect(() => stored?.stimulus).toThrow(/journal\.jsonl, line 2/);
});

test("lines longer than what is read at once are read, and the last is cut off anywhere", () => {
  const reason = "x".repeat(3_000_000);
  const lines = makeLines().map((line) => (line.type === "case" ? { ...line, reason } : line));
  using run = makeRunFolder(textOf(lines));
  appendFileSync(journalFile(run.folder), '{"type":"resu');
  const { cases, end, cutBytes, wholeBytes } = readJournal(run.folder, large);
  expect(cases.map((result) => result.reason?.length)).toEqual([3_000_000, 3_000_000]);
  expect([end, cutBytes]).toEqual([expect.objectContaining({ type: "end" }), 13]);
  expect(wholeBytes).toBe(textOf(lines).length);
});

test.each([...malformedTexts, ...malformedLines])(
  "a large journal is refused as a small one: $title",
  ({ journal }) => {
    using run = makeRunFolder(Buffer.from(journal));
    const file = journalFile(run.folder);
    const messageOf = (read: () => unknown) => {
      try {
        return read();
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(messageOf(() => readJournal(run.folder, large))).toBe(
      messageOf(() => parseJournal(Buffer.from(journal), file)),
    );
  },
);
