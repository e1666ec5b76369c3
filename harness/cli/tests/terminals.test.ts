import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shellWord } from "../../host/shell-word.ts";
import {
  echoScript,
  inlineServer,
  makeWorkspace,
  sockspec,
  type Workspace,
} from "../fixtures/sockspec.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace();
  const servers = Array.from({ length: 9 }, (_, index) => {
    const name = `implementation-${index + 1}`;
    return workspace.implementation(name, inlineServer(name, echoScript));
  });
  const chosen = ["-t", "echo/basic", "--lab", "loopback", "--output", workspace.folder];
  await sockspec(["run", ...servers, ...chosen]);
});

afterAll(() => workspace[Symbol.dispose]());

interface Given {
  readonly columns: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Shows the run on a pseudo-terminal, which `script` opens, as it was shown when it was run. */
async function showOnTerminal({ columns, environment }: Given): Promise<string> {
  const setSize = `stty columns ${columns} rows 24; exec "$@"`;
  const opener = ["sh", "-c", 'script --quiet --return --command "$*" /dev/null', "sh"];
  const { stdout } = await sockspec(["report", workspace.run()].map(shellWord), {
    environment: { TERM: "xterm", ...environment },
    wrapper: [...opener, "sh", "-c", shellWord(setSize), "sh"],
  });
  return stdout;
}

describe.each([40, 80])("on a terminal of %d columns", (columns) => {
  test("the line in place never wraps, and nine implementations fit", async () => {
    const stdout = await showOnTerminal({ columns });
    const lines = stripVTControlCharacters(stdout).split(/[\r\n]+/);
    const live = lines.filter((line) => / of 9 cases/.test(line));
    expect(live).toHaveLength(9);
    expect(Math.max(...live.map((line) => line.length))).toBeLessThan(columns);
    const from = lines.findIndex((line) => line.startsWith("scenario"));
    const to = lines.findIndex((line) => line.includes("! error"));
    const matrix = lines.slice(from, to + 1);
    expect(matrix.join(" ").match(/implem\S+/g)).toHaveLength(9);
    expect(Math.max(...matrix.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});

const csi = "\u001b[";
const colour = `${csi}3`;
const eraseLine = `${csi}2K`;

test("NO_COLOR beside FORCE_COLOR turns colours off, without a word from Node", async () => {
  const environment = { NO_COLOR: "1", FORCE_COLOR: "1" };
  const { stdout, stderr } = await sockspec(["report", workspace.run()], { environment });
  expect(stdout).not.toContain("\u001b");
  expect(stderr).toBe("");
});

test.each([
  { environment: {}, coloured: true, rewrites: true },
  { environment: { TERM: "dumb" }, coloured: false, rewrites: false },
  { environment: { NO_COLOR: "1" }, coloured: false, rewrites: true },
  { environment: { FORCE_COLOR: "0" }, coloured: false, rewrites: true },
  { environment: { FORCE_COLOR: "1", TERM: "dumb" }, coloured: true, rewrites: false },
])("on a terminal with $environment: colours $coloured, a line in place $rewrites", async (row) => {
  const stdout = await showOnTerminal({ columns: 80, environment: row.environment });
  expect(stdout).toContain("grade");
  expect(stdout.includes(colour)).toBe(row.coloured);
  expect(stdout.includes(eraseLine)).toBe(row.rewrites);
  expect(stdout.includes(csi)).toBe(row.coloured || row.rewrites);
});
