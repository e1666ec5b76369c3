import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDiagram } from "./diagram.ts";
import {
  type DocumentedFault,
  killMatrixPage,
  pageName,
  scenarioIndexPage,
  scenarioPage,
} from "./scenario-page.ts";

const scenario: Scenario = {
  id: "close/by-hand",
  title: "A message comes back",
  why: "It is what an echo server is for. Everything else rests on it.",
  sources: ["RFC 862", "https://example.org/a|b"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["half-close"],
  profiles: ["full"],
  steps: [{ do: "connect", connection: "main" }],
  stimulus: [{ kind: "resets", atLeast: 1, because: "the server saw a reset" }],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "FIN | RST comes.",
      source: "RFC 9293 §3.6 | MUST-12",
    },
  ],
  afterwards: "exited",
};

const faults: readonly DocumentedFault[] = [
  {
    name: "js-greets",
    bug: "Sends `hi | ho` first.",
    kills: ["close/by-hand:echoed"],
    counted: null,
  },
  {
    name: "cpp-talks",
    bug: "Sends more than is owed.",
    kills: ["*:nothing-beyond"],
    counted: { plays: 20, failed: { "a/b:c": 20, "a/b:d": 20, "a/b:e": 19 } },
  },
  {
    name: "js-other",
    bug: "Forgets.",
    kills: ["close/by-hand-too:echoed"],
    counted: { plays: 20, failed: { "a/b:c": 0 } },
  },
];

test("a page tells what happens, what is required, and which faults it catches", () => {
  expect(scenarioPage(scenario, faults).split("\n")).toEqual([
    "# close/by-hand",
    "",
    "**A message comes back.** It is what an echo server is for. Everything else rests on it.",
    "",
    "Protocols: framed, stream. Roles: server, proxy. Claims needed: half-close. Profiles: full. Virtual time: yes.",
    "",
    "```",
    ...formatDiagram(scenario).split("\n"),
    "```",
    "",
    "The verdict counts only if",
    "",
    "- the server saw a reset",
    "",
    "## Checks",
    "",
    "| check | level | requirement | source |",
    "| --- | --- | --- | --- |",
    "| `echoed` | MUST | FIN \\| RST comes. | RFC 9293 §3.6 \\| MUST-12 |",
    "",
    "Every scenario also ends with: `nothing-beyond`.",
    "",
    "## Sources",
    "",
    "- RFC 862",
    "- https://example.org/a|b",
    "",
    "## Faults it catches",
    "",
    "- `js-greets`: Sends `hi | ho` first.",
    "",
  ]);
});

describe("a page of a scenario", () => {
  const { claims: _, profiles: __, afterwards: ___, ...plain } = scenario;

  test("that needs nothing says so, and in which profiles it is by default", () => {
    expect(scenarioPage(plain, faults)).toContain("Claims needed: none. Profiles: default, full.");
  });

  test("that leaves the implementation alive draws the probe, and names its checks", () => {
    const page = scenarioPage(plain, faults);
    expect(page).toContain("── probe: connect ─");
    expect(page).toContain("ends with: `alive`, `running`, `idle`, `nothing-beyond`.");
  });

  test("without conditions says nothing of them", () => {
    expect(scenarioPage({ ...scenario, stimulus: [] }, faults)).not.toContain("counts only");
  });

  test("that no fault is for says why", () => {
    expect(scenarioPage({ ...scenario, id: "close/by" }, faults)).toMatch(
      /## Faults it catches\n\nNone: .+\n$/,
    );
  });
});

test("the index links every scenario to its page", () => {
  const lines = scenarioIndexPage([scenario, { ...scenario, id: "a/b", title: "x | y" }]);
  expect(lines.split("\n").slice(4)).toEqual([
    "| scenario | what a correct implementation does |",
    "| --- | --- |",
    "| [close/by-hand](close-by-hand.md) | A message comes back |",
    "| [a/b](a-b.md) | x \\| y |",
    "",
  ]);
});

test("no two scenarios of the catalogue share a page", () => {
  const names = catalogue.map(({ id }) => pageName(id));
  expect(new Set(names)).toHaveLength(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z0-9-]+\.md$/);
  }
});

describe("the page of the kill matrix", () => {
  const tableOf = (page: string, heading: string) => {
    const lines = page.split("\n");
    const from = lines.indexOf(heading) + 2;
    return lines.slice(from, lines.indexOf("", from));
  };
  const alive: Scenario = { ...scenario, id: "close/alive", afterwards: "alive" };
  const page = killMatrixPage(
    [scenario, alive],
    [
      ...faults,
      {
        name: "js-again",
        bug: "Sends twice.",
        kills: ["close/by-hand:echoed", "*:alive"],
        counted: null,
      },
    ],
  );

  test("names the faults of every check, those for any scenario too", () => {
    expect(tableOf(page, "| check | faults it catches |")).toEqual([
      "| `close/by-hand:echoed` | js-greets, js-again |",
      "| `close/by-hand:nothing-beyond` | cpp-talks |",
      "| `close/alive:alive` | js-again |",
      "| `close/alive:nothing-beyond` | cpp-talks |",
    ]);
  });

  test("tells what every fault does wrong, and how often its checks failed", () => {
    const heading = "| fault | what it does wrong | listed checks, and how often they failed |";
    expect(tableOf(page, heading)).toEqual([
      "| `js-greets` | Sends `hi \\| ho` first. | not counted |",
      "| `cpp-talks` | Sends more than is owed. | 2: 20 of 20<br>`a/b:e`: 19 of 20 |",
      "| `js-other` | Forgets. | `a/b:c`: 0 of 20 |",
      "| `js-again` | Sends twice. | not counted |",
    ]);
  });
});

test.each(catalogue)(
  "$id has a page whose tables have as many cells as they have columns",
  (scenario) => {
    const rows = scenarioPage(scenario, faults)
      .split("\n")
      .filter((line) => line.startsWith("| "));
    expect(rows.length).toBe(2 + scenario.checks.length);
    for (const row of rows) {
      expect(row.replaceAll("\\|", "").split("|")).toHaveLength(6);
    }
  },
);
