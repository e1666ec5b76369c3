import { expect, test } from "vitest";
import type { CaseResult } from "../../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../../journal/fixtures/case-result-builder.ts";
import { madeSources, makeReport } from "../fixtures/made-report.ts";
import { folderReport } from "./folder-report.ts";

const failed = makeCheck({ id: "alive", status: "fail", observed: "exited" });

/** Repetitions of one case, of which the last fails. */
function repeated(count: number, names: Partial<CaseResult> = {}): readonly CaseResult[] {
  return Array.from({ length: count }, (_, index) =>
    index === count - 1
      ? makeCase({ ...names, repetition: index + 1, verdict: "fail", checks: [failed] })
      : makeCase({ ...names, repetition: index + 1 }),
  );
}

function filesOf(cases: readonly CaseResult[]) {
  const indexed = cases.map((result, index) => ({ ...result, index }));
  const files = [...folderReport(makeReport({ cases: indexed }), madeSources)];
  const details = new Map<string, string>();
  for (const { text } of files.filter(({ path }) => path.endsWith(".js"))) {
    const registered = /^sockspecCells\((.*)\);\n$/s.exec(text)?.[1] ?? "";
    for (const [id, markup] of Object.entries<string>(JSON.parse(registered))) {
      details.set(id, markup);
    }
  }
  return { files, details, page: files.at(-1)?.text ?? "" };
}

const rowsIn = (markup = "") => markup.match(/<tr><td class="mark-/g)?.length ?? 0;

test("the page comes last, and each of its cells leads to what a file registers", () => {
  const cases = ["node", "deno"].flatMap((implementation) =>
    ["clean", "lte"].flatMap((network) =>
      ["echo/basic", "length/zero"].flatMap((scenario) =>
        repeated(3, { implementation, network, scenario }),
      ),
    ),
  );
  const { files, details, page } = filesOf(cases);
  expect(files.map(({ path }) => path)).toEqual([
    ...["cells/0.js", "cells/1.js", "cells/2.js", "cells/3.js"],
    "index.html",
  ]);
  const linked = page.matchAll(/<td class="mark-fail"><a href="#cell-([\d-]+)"/g);
  const ids = Array.from(linked, ([, id]) => id);
  expect(new Set(ids)).toEqual(new Set(details.keys()));
  expect(ids).toHaveLength(8);
  expect([...details.values()].map(rowsIn)).toEqual(Array.from(ids, () => 3));
  expect(details.get("0-1")).toContain("<bdi>node</bdi> · length/zero on clean");
});

test("a cell of more cases than a file has goes on in the next one", () => {
  const { files, details, page } = filesOf(repeated(4500));
  expect(files).toHaveLength(4);
  expect([...details.values()].map(rowsIn)).toEqual([2000, 2000, 500]);
  expect(details.get("0-0")).toContain('<a href="#cell-1-0">The next part</a>');
  expect(details.get("2-0")).not.toContain("The next part");
  expect(page).toContain('href="#cell-2-0"');
});

test("matrices beyond what a page shows at once are registered, too", () => {
  const cases = Array.from({ length: 6000 }, (_, index) =>
    makeCase({ scenario: `many/n${index % 3000}`, network: index < 3000 ? "clean" : "lte" }),
  );
  const { files, details, page } = filesOf(cases);
  expect(files.map(({ path }) => path)).toContain("cells/matrix-1.js");
  expect(details.get("matrix-1")).toContain('<h3 id="network-1">lte network</h3>');
  expect(page).toContain('data-matrix="matrix-1"');
  expect(page).toContain("<b>lte network</b>: 3,000 pass");
  expect(page).not.toContain('<h3 id="network-1">');
});

test("a run of nothing is a page", () => {
  const { files, page } = filesOf([]);
  expect(files).toHaveLength(1);
  expect(page).toContain("No case was run");
});
