import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changed, type Loose } from "./fixtures/change-journal.ts";
import { malformedLines } from "./fixtures/malformed-lines.ts";
import { malformedTexts } from "./fixtures/malformed-texts.ts";
import { makeLines, makeRunFolder, textOf } from "./fixtures/stored-journal.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";
import { parseJournal, readJournal } from "./read.ts";
import { journalFile } from "./write.ts";

function problemOf(journal: string | Buffer): InvalidJournalError {
  try {
    parseJournal(Buffer.from(journal), "journal.jsonl");
  } catch (error) {
    if (error instanceof InvalidJournalError) {
      return error;
    }
    throw error;
  }
  throw new Error("It was read.");
}

const text = textOf(makeLines());

describe("a malformed journal is refused with the line, the key, and what was found:", () => {
  test.each([...malformedTexts, ...malformedLines])("$title", ({ journal, message }) => {
    const error = problemOf(journal);
    expect(error.code).toBe("INVALID_JOURNAL");
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^journal\.jsonl, line \d+/);
    expect(error.message).toMatch(/\. [A-Z][^.]+[:,].*\.$/);
    expect(error.message.length).toBeLessThan(1000);
  });

  test("what moves a terminal's cursor is not repeated", () => {
    const { message } = problemOf(
      changed(2, (line) => ({ ...line, verdict: "\u001b[2Jpass\u202e" })),
    );
    expect(message).toMatch(/verdict/);
    expect(message).not.toMatch(/\p{C}/u);
  });
});

describe("what is no plain file is refused", () => {
  test.each<{ title: string; make: (path: string) => void; found: RegExp }>([
    { title: "a folder", make: (path) => mkdirSync(path), found: /found a folder/ },
    {
      title: "a FIFO, which nobody writes into",
      make: (path) => execFileSync("mkfifo", [path]),
      found: /found something that is no plain file/,
    },
    { title: "nothing", make: () => {}, found: /found none \(ENOENT\)/ },
  ])("$title", ({ make, found }) => {
    using run = makeRunFolder(null);
    make(journalFile(run.folder));
    expect(() => readJournal(run.folder)).toThrow(InvalidJournalError);
    expect(() => readJournal(run.folder)).toThrow(found);
  });
});

describe("what is read all the same", () => {
  test("is everything but a last line that was cut off, wherever it was", () => {
    const whole = Buffer.from(text);
    const end = text.trimEnd().lastIndexOf("\n") + 1;
    for (let length = end; length < whole.length; length += 1) {
      const journal = parseJournal(whole.subarray(0, length), "journal.jsonl");
      expect(journal.cases).toHaveLength(2);
      expect(journal.end).toBeNull();
      expect([journal.wholeBytes, journal.cutBytes]).toEqual([end, length - end]);
    }
    expect(parseJournal(whole, "journal.jsonl").end).toMatchObject({ interrupted: false });
  });

  test("are zeros behind the last line, as a loss of power leaves them", () => {
    const journal = parseJournal(Buffer.concat([Buffer.from(text), Buffer.alloc(4096)]), "x");
    expect([journal.cases.length, journal.cutBytes]).toEqual([2, 4096]);
  });

  test("are keys that are not known, which are kept", () => {
    const journal = parseJournal(
      Buffer.from(changed(2, (line) => ({ ...line, colour: "blue" }))),
      "x",
    );
    expect(journal.cases[0]).toHaveProperty("colour", "blue");
  });

  test("are journals of before, without attempts and evidence", () => {
    const old = textOf(
      makeLines().map((line) => {
        const { attempt: _, unclaimed: __, evidence: ___, ...rest } = line as unknown as Loose;
        return rest;
      }),
    );
    const [first] = parseJournal(Buffer.from(old), "x").cases;
    expect(first).toMatchObject({ attempt: 1, unclaimed: false, evidence: null });
  });
});

describe("a journal that anything was done to", () => {
  const bytes = Buffer.from(text);
  const readOrRefuse = (journal: Buffer) => {
    try {
      return parseJournal(journal, "journal.jsonl").cases.length <= 2;
    } catch (error) {
      return error instanceof InvalidJournalError;
    }
  };

  test("to its bytes is read or refused", () => {
    const place = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1 }), (changes) => {
        const journal = Buffer.from(bytes);
        for (const [at, byte] of changes) {
          journal[at] = byte;
        }
        return readOrRefuse(journal);
      }),
      { numRuns: 300 },
    );
  });

  test("to its values is read or refused", () => {
    const lines = makeLines();
    fc.assert(
      fc.property(fc.nat({ max: lines.length - 1 }), fc.nat(), fc.jsonValue(), (at, key, value) => {
        const line = { ...lines[at] } as Loose;
        const names = Object.keys(line);
        line[names[key % names.length] ?? ""] = value;
        return readOrRefuse(Buffer.from(textOf((lines as readonly unknown[]).with(at, line))));
      }),
      { numRuns: 500 },
    );
  });
});
