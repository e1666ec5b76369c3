import { describe, expect, test } from "vitest";
import { concludeInterop, conclusionText, type PairOutcome } from "./conclusions.ts";

/** Rows are servers a, b and c; columns are clients x, y and z: `+` works, `-` fails, `.` neither. */
function outcomes(rows: readonly string[], scenario = "interop/one", network = "clean") {
  return rows.flatMap((row, index) =>
    [...row].map(
      (sign, column): PairOutcome => ({
        client: "xyz"[column] ?? "",
        server: "abc"[index] ?? "",
        network,
        scenario,
        verdict: sign === "+" ? "pass" : sign === "-" ? "fail" : "inconclusive",
      }),
    ),
  );
}

function told(rows: readonly string[]): readonly string[] {
  return concludeInterop(outcomes(rows)).map((conclusion) => conclusionText(conclusion, true));
}

const byClient = (name: string) => `${name} fails with every server: the client is at fault (one).`;
const byServer = (name: string) => `${name} fails with every client: the server is at fault (one).`;

describe("whose fault it is", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["nobody's where all work", ["+++", "+++"], []],
    ["a client's that fails with every server", ["+-+", "+-+", "+-+"], [byClient("y")]],
    ["a server's that fails with every client", ["+++", "---"], [byServer("b")]],
    ["a client's and a server's", ["+-+", "---"], [byClient("y"), byServer("b")]],
    [
      "only a pair's",
      ["+++", "+-+"],
      ["Only the pair of y and b fails: each of them works with others (one)."],
    ],
    [
      "a pair's beside a server's",
      ["++-", "+++", "---"],
      [byServer("c"), "Only the pair of z and a fails: each of them works with others (one)."],
    ],
    [
      "not to be seen where nothing works",
      ["--", "--"],
      ["Every pair fails, so that none shows which side is at fault (one)."],
    ],
    [
      "not to be seen of one pair alone",
      ["-"],
      ["Every pair fails, so that none shows which side is at fault (one)."],
    ],
    [
      "left open where a server had one client only",
      ["+", "-"],
      [
        "Only the pair of x and b fails: x works with others, and b was judged with nothing else (one).",
      ],
    ],
    [
      "left open where a client had one server only",
      ["+-"],
      [
        "Only the pair of y and a fails: a works with others, and y was judged with nothing else (one).",
      ],
    ],
    [
      "judged without what is undecided",
      ["+.-", "+--"],
      [
        byClient("z"),
        "Only the pair of y and b fails: b works with others, and y was judged with nothing else (one).",
      ],
    ],
  ])("is %s", (_, rows, expected) => {
    expect(told(rows)).toEqual(expected);
  });
});

describe("through a proxy", () => {
  const through = (rows: readonly string[]) =>
    outcomes(rows).map((outcome) => ({ ...outcome, proxy: "p" }));
  const atFault = "p fails with every pair that works without it: the proxy is at fault (one).";

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["nothing is said where all work", ["++", "++"], ["++", "++"], []],
    ["the proxy is at fault where all fail", ["++", "++"], ["--", "--"], [atFault]],
    [
      "the proxy is at fault where all fail that work without it",
      ["++", "--"],
      ["--", "--"],
      [byServer("b"), atFault],
    ],
    [
      "the proxy is not blamed for a server that fails without it, too",
      ["++", "--"],
      ["++", "--"],
      [byServer("b")],
    ],
    [
      "a client is named that fails with every server through it alone",
      ["++", "++"],
      ["+-", "+-"],
      ["Through p alone, y fails with every server (one)."],
    ],
    [
      "a server is named that fails with every client through it alone",
      ["++", "++"],
      ["++", "--"],
      ["Through p alone, b fails with every client (one)."],
    ],
    [
      "a pair is named that fails through it alone",
      ["++", "++"],
      ["+-", "++"],
      ["Through p alone, the pair of y and a fails (one)."],
    ],
    [
      "one pair does not show that the proxy is at fault",
      ["+"],
      ["-"],
      ["Through p alone, the pair of x and a fails (one)."],
    ],
    [
      "nothing is said of it where nothing works without it",
      ["--", "--"],
      ["--", "--"],
      ["Every pair fails, so that none shows which side is at fault (one)."],
    ],
  ])("%s", (_, direct, behind, expected) => {
    const all = concludeInterop([...outcomes(direct), ...through(behind)]);
    expect(all.map((conclusion) => conclusionText(conclusion, true))).toEqual(expected);
  });
});

test("one fault in several scenarios and networks is one conclusion", () => {
  const rows = ["+-", "+-"];
  const all = [
    ...outcomes(rows, "interop/one"),
    ...outcomes(rows, "interop/two"),
    ...outcomes(rows, "interop/one", "lte"),
  ];
  expect(concludeInterop(all).map((conclusion) => conclusionText(conclusion, false))).toEqual([
    "y fails with every server: the client is at fault (on clean: one, two; on lte: one).",
  ]);
});
