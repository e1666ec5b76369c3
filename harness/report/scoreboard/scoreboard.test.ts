import { describe, expect, test } from "vitest";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { boardCases, boardReport } from "./fixtures/board-builder.ts";
import { makeScoreboard, scoreboardJson } from "./scoreboard.ts";

const board = makeScoreboard([boardReport()], []);
const found = (name: string) =>
  board.implementations.find((implementation) => implementation.name === name);

describe("a scoreboard", () => {
  test("grades each implementation on each network, and over all of them", () => {
    const letters = board.implementations.map(({ name, overall, cells }) => [
      name,
      overall.letter,
      ...cells.map(({ network, letter }) => `${network} ${letter}`),
    ]);
    expect(letters).toEqual([
      ["cpp", "B", "clean A", "lte B"],
      ["node", "F", "clean F", "lte F"],
      ["quiet", null, "clean null", "lte null"],
    ]);
  });

  test("counts what was judged, what was not supported and what is undecided", () => {
    expect(found("cpp")?.cells[1]).toMatchObject({
      must: { passed: 1, judged: 1 },
      should: { passed: 0, judged: 1 },
    });
    expect(found("quiet")?.cells).toMatchObject([
      { cases: 1, unsupported: 1, undecided: 0 },
      { cases: 1, unsupported: 0, undecided: 1 },
    ]);
    expect(found("quiet")?.undecided).toEqual([
      { scenario: "echo/basic", network: "lte", verdict: "error", reason: "no lab" },
    ]);
  });

  test("puts a failure on several networks together, with its reason and its page", () => {
    expect(found("node")?.failures).toMatchObject([
      {
        scenario: "length/zero",
        check: "alive",
        level: "MUST",
        networks: ["clean", "lte"],
        failed: 2,
        judged: 2,
        observed: "deaf after EMFILE",
        finding: "docs/findings/node-deaf.md",
      },
    ]);
    expect(found("cpp")?.failures).toMatchObject([
      { check: "prompt", reason: null, finding: null },
    ]);
  });

  test("gives no reason for what fails in a way that nobody expects beside one that is known", () => {
    const other = boardCases().map((result) =>
      result.network === "lte" && result.implementation === "node"
        ? { ...result, checks: result.checks.map((check) => ({ ...check, observed: "exited" })) }
        : result,
    );
    const [node] = makeScoreboard([boardReport({ cases: other })], []).implementations.filter(
      ({ name }) => name === "node",
    );
    expect(node?.failures).toMatchObject([{ reason: null }]);
  });

  test("says of each link what it was, where, and what proves it", () => {
    expect(board.networks).toMatchObject([
      {
        name: "clean",
        kernels: ["6.1.0"],
        congestionControls: ["cubic"],
        sessions: 1,
        proofs: { held: 1, made: 1 },
        roundTrips: ["0.1 ms; expected 0 ± 2 ms"],
      },
      { name: "lte", link: "12 Mbit/s both ways, 35 ms round trip, no loss", sessions: 0 },
    ]);
  });

  test("leaves out an implementation of which nothing was run", () => {
    const few = makeScoreboard([boardReport({ cases: [makeCase()] })], []);
    expect(few.implementations.map(({ name }) => name)).toEqual(["node"]);
  });

  test("is the same of several runs as of one with all their cases", () => {
    const [cpp, node] = ["cpp", "node"].map((name) =>
      boardReport({ cases: boardCases().filter(({ implementation }) => implementation === name) }),
    );
    if (cpp === undefined || node === undefined) {
      throw new Error("Two reports were made.");
    }
    const joined = makeScoreboard([cpp, node], []);
    expect(joined.implementations).toEqual(board.implementations.slice(0, 2));
    expect(joined.runs).toHaveLength(2);
  });

  test("as JSON is read back as it was, and the same each time", () => {
    const text = scoreboardJson(board);
    expect(JSON.parse(text)).toEqual(board);
    expect(scoreboardJson(makeScoreboard([boardReport()], []))).toBe(text);
    expect(board.schemaVersion).toBe(1);
  });
});
