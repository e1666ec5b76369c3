import { describe, expect, test } from "vitest";
import { startPaint } from "../terminal/glyphs.ts";
import { buildMatrix } from "./fixtures/matrix-builder.ts";
import { interopPage } from "./html.ts";
import { interopMarkdown } from "./markdown.ts";
import { formatInterop } from "./text.ts";

const names = ["cpp-client", "node-client", "deno-client", "bun-client", "python-client"];

function rowOf(signs: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, signs[index] ?? "++++++"]));
}

const matrix = buildMatrix({
  cpp: rowOf([]),
  "cpp-one-shot": rowOf(names.map(() => "+.++++")),
  broken: rowOf(names.map(() => "---?!·")),
});

const plain = startPaint(false);

describe("in a terminal of 80 columns", () => {
  const lines = formatInterop(matrix, { paint: plain, screenColumns: 80 }).split("\n");

  test("rows are servers, columns are clients, and each cell says what each scenario came to", () => {
    const first = lines.slice(0, 5).map((line) => line.replace(/ {2,}/g, "  "));
    expect(first).toEqual([
      "Rows are servers, columns are clients:",
      "server  cpp  node  deno  bun",
      "cpp  ✓SMETLH  ✓SMETLH  ✓SMETLH  ✓SMETLH",
      "cpp-one-shot  ✓SETLH –M  ✓SETLH –M  ✓SETLH –M  ✓SETLH –M",
      "broken  ✗SME !L ?T ·H  ✗SME !L ?T ·H  ✗SME !L ?T ·H  ✗SME !L ?T ·H",
    ]);
  });

  test("clients that do not fit stand in a second block, and no line is longer", () => {
    expect(lines.filter((line) => line.startsWith("server")).length).toBe(2);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test("signs and letters are explained, and the conclusion is in words", () => {
    const text = lines.join("\n");
    expect(text).toContain("S s  M m  E e");
    expect(text).toContain("✓ works  ✗ fails  ! error of the harness  ? inconclusive  · not run");
    expect(text).toContain("\nbroken fails with every client: the server is at fault (s, m, e).");
  });
});

test("five clients fit beside each other where all works", () => {
  const text = formatInterop(buildMatrix({ cpp: rowOf([]) }), { paint: plain, screenColumns: 80 });
  expect(text.match(/^server .*$/gm)).toHaveLength(1);
  expect(text).toContain("Every client works with every server.");
});

test("where something was not judged, nothing is concluded from the rest", () => {
  const text = formatInterop(buildMatrix({ cpp: { a: "+·" } }), {
    paint: plain,
    screenColumns: 80,
  });
  expect(text).not.toContain("Every client");
});

test("impaired networks are named", () => {
  const on = buildMatrix({ cpp: { a: "+" } }, { network: "lte" });
  expect(formatInterop(on, { paint: plain, screenColumns: 80 })).toContain("clients, on lte:");
  expect(interopMarkdown(on)).toContain("\n## On lte\n");
});

describe("through a proxy", () => {
  const throughProxy = buildMatrix(
    { cpp: { a: "+", b: "+" }, node: { a: "+", b: "+" } },
    { through: { relay: { cpp: { a: "-", b: "-" }, node: { a: "-", b: "-" } } } },
  );

  test("a terminal shows a block for each way, and the proxy that is at fault", () => {
    const text = formatInterop(throughProxy, { paint: plain, screenColumns: 80 });
    const lines = text.split("\n").map((line) => line.replace(/ {2,}/g, " "));
    expect(lines.filter((line) => /^(Rows|cpp|node)/.test(line))).toEqual([
      "Rows are servers, columns are clients, directly:",
      "cpp ✓S ✓S",
      "node ✓S ✓S",
      "Rows are servers, columns are clients, through relay:",
      "cpp ✗S ✗S",
      "node ✗S ✗S",
    ]);
    expect(text.replace(/\n +/g, " ")).toContain(
      "relay fails with every pair that works without it: the proxy is at fault (s).",
    );
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  test("pages have a table for each way, and the proxy among the versions", () => {
    const page = interopMarkdown(throughProxy);
    expect(page.match(/^## .*$/gm)).toEqual(["## Directly", "## Through relay", "## Versions"]);
    expect(page).toContain("| proxy | relay | relay, a title | not known |");
    const html = interopPage(throughProxy);
    expect(html).toContain("<h2>Through relay</h2>");
    expect(html).toContain('aria-label="Servers and clients through relay on clean"');
  });

  test("all is well where all works directly and through it", () => {
    const fine = buildMatrix({ cpp: { a: "+" } }, { through: { relay: { cpp: { a: "+" } } } });
    expect(interopMarkdown(fine)).toContain(
      "- Every client works with every server, directly and through every proxy.",
    );
  });
});

describe("in Markdown", () => {
  test("each letter leads to the evidence of a pass, and to the report of what is none", () => {
    const page = interopMarkdown(buildMatrix({ cpp: { a: "+-" } }));
    expect(page).toContain(
      "| **cpp** | ✓ [S](cases/a.evidence.json)<br>✗ [M](report.html#case-1) |",
    );
  });

  test("nothing leads to a run that is not there", () => {
    const page = interopMarkdown(buildMatrix({ cpp: { a: "+-" } }, { evidence: false }));
    expect(page).toContain("| **cpp** | ✓ S<br>✗ M |");
  });
});

test("in HTML a reason is text, whatever an implementation printed", () => {
  const page = interopPage(buildMatrix({ cpp: { a: "+-" } }));
  expect(page).toContain(
    '<a href="report.html#case-1" title="interop/m: fail, echoed: &lt;b&gt;nothing&lt;/b&gt;">M</a>',
  );
  expect(page).not.toContain("<b>nothing");
});
