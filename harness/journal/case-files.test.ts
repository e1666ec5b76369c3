import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import type { History } from "../history/history.ts";
import { judge } from "../verdict/judge.ts";
import { parseHistory, readEvidence, readHistory } from "./case-files.ts";
import { changedHistory, goodHistory, malformedHistories } from "./fixtures/malformed-histories.ts";
import { makeRunFolder } from "./fixtures/stored-journal.ts";
import { InvalidJournalError } from "./invalid-journal-error.ts";

const origin = { file: "history.json", advice: "Restore it." };
describe("a malformed history is refused with the key, and what was found:", () => {
  test.each(malformedHistories)("$title", ({ history, message }) => {
    expect(() => parseHistory(Buffer.from(history), origin)).toThrow(InvalidJournalError);
    expect(() => parseHistory(Buffer.from(history), origin)).toThrow(message);
    expect(() => parseHistory(Buffer.from(history), origin)).toThrow(
      /^history\.json.* Restore it\.$|--protocol|A newer sockspec|with the sockspec that wrote it/,
    );
  });
});

test("a history is read as it was stored", () => {
  expect(parseHistory(Buffer.from(JSON.stringify(goodHistory)), origin)).toEqual(goodHistory);
});

test("a history of before, without what pings waited for a processor, excuses nothing by that", () => {
  const old = changedHistory("connections.0.pings", [{ atMs: 1, untilMs: 2, latencyMs: 1 }]);
  const [ping] = parseHistory(Buffer.from(old), origin).connections[0]?.pings ?? [];
  expect(ping).toEqual({ atMs: 1, untilMs: 2, latencyMs: 1, processorWaitMs: 0 });
});

test("whatever history is read, every scenario is judged on it", () => {
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1, 2 ** 31, "fin", "main", null));
  let judged = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths(goodHistory)), values, (path, value) => {
      const history = readOrNull(changedHistory(path, value));
      if (history !== null) {
        judged += 1;
        return catalogue.every((scenario) => judge(scenario, history).checks.length > 0);
      }
      return true;
    }),
    { numRuns: 300 },
  );
  expect(judged).toBeGreaterThan(20);
});

function readOrNull(text: string): History | null {
  try {
    return parseHistory(Buffer.from(text), origin);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidJournalError);
    return null;
  }
}

/** Every place in a value that has another value. */
function paths(value: unknown, above: readonly string[] = []): readonly string[] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const own = above.length === 0 ? [] : [above.join(".")];
  return [...own, ...entries.flatMap(([key, inner]) => paths(inner, [...above, key]))];
}

describe("the history of a case", () => {
  test("is not there where nothing was stored", () => {
    expect(readHistory({ folder: "/" }, { history: null, seed: 1 })).toBeNull();
    expect(readEvidence({ folder: "/" }, { evidence: null })).toBeNull();
  });

  test("is refused when it is that of another", () => {
    using run = makeRunFolder(null);
    writeFileSync(join(run.folder, "cases", "a.json"), JSON.stringify(goodHistory));
    const read = (seed: number) => readHistory(run, { history: "cases/a.json", seed });
    expect(read(goodHistory.context.seed)).toEqual(goodHistory);
    expect(() => read(99)).toThrow(/context\.seed: expected 99, the seed of its case, found 1/);
  });

  test.each<{ title: string; make: (file: string) => void; found: RegExp }>([
    { title: "has gone", make: () => {}, found: /expected a file, found none \(ENOENT\)/ },
    { title: "is a folder", make: (file) => mkdirSync(file), found: /found a folder/ },
  ])("is refused when it $title", ({ make, found }) => {
    using run = makeRunFolder(null);
    make(join(run.folder, "cases", "a.json"));
    const read = () => readHistory(run, { history: "cases/a.json", seed: 1 });
    expect(read).toThrow(InvalidJournalError);
    expect(read).toThrow(found);
  });
});

describe("malformed evidence is refused:", () => {
  test.each<{ title: string; evidence: string; message: RegExp }>([
    { title: "no JSON", evidence: "pcap", message: /expected JSON/ },
    {
      title: "a newer version",
      evidence: '{"schemaVersion":7}',
      message: /found 7\. A newer sockspec/,
    },
    {
      title: "nothing but its version",
      evidence: '{"schemaVersion":1}',
      message: /serverPort: expected number, found nothing/,
    },
    {
      title: "system calls in a file elsewhere",
      evidence: JSON.stringify({
        schemaVersion: 1,
        serverPort: 80,
        capture: null,
        whyNoCapture: null,
        sockets: [],
        whyNoSockets: null,
        processes: [],
        whyNoProcesses: null,
        whyNoSystemCalls: null,
        systemCalls: "/etc/shadow",
        cut: [],
      }),
      message: /systemCalls: expected a path inside the run's folder, found "\/etc\/shadow"/,
    },
  ])("$title", ({ evidence, message }) => {
    using run = makeRunFolder(null);
    writeFileSync(join(run.folder, "cases", "a.evidence.json"), evidence);
    const read = () => readEvidence(run, { evidence: "cases/a.evidence.json" });
    expect(read).toThrow(InvalidJournalError);
    expect(read).toThrow(message);
  });
});
