import { expect, test } from "vitest";
import { flow, shorten } from "./fit.ts";

test.each([
  { text: "node", columns: 4, shown: "node" },
  { text: "node-on-deno", columns: 8, shown: "node…eno" },
  { text: "node-on-deno", columns: 9, shown: "node…deno" },
  { text: "node", columns: 2, shown: "n…" },
  { text: "node", columns: 1, shown: "…" },
  { text: "node", columns: 0, shown: "" },
])("$text in $columns columns is $shown", ({ text, columns, shown }) => {
  expect(shorten(text, columns)).toBe(shown);
});

test.each([
  { columns: Number.POSITIVE_INFINITY, lines: ["✓ pass  ✗ fail  ! error"] },
  { columns: 14, lines: ["✓ pass  ✗ fail", "! error"] },
  { columns: 3, lines: ["✓ pass", "✗ fail", "! error"] },
])("entries flow in $columns columns", ({ columns, lines }) => {
  expect(flow(["✓ pass", "✗ fail", "! error"], columns)).toEqual(lines);
});
