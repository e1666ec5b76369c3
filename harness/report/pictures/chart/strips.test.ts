import { expect, test } from "vitest";
import { strips } from "./strips.ts";

const strip = { note: "back after 1 s", counts: [10, 0, 0, 10] };

const svg = strips({
  title: "Echoes",
  subtitle: "Per second.",
  xLabel: "s",
  from: 0,
  until: 4000,
  binMs: 1000,
  shadedLabel: "link dark",
  strips: [
    { ...strip, name: "cpp", shadedUntil: 1000 },
    { ...strip, name: "node", shadedUntil: 2000 },
  ],
});

test("each strip is shaded for as long as its own link was dark", () => {
  const widths = [...svg.matchAll(/<rect class="d"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toHaveLength(2);
  expect(widths[1]).toBeCloseTo(2 * (widths[0] ?? 0), 0);
});

test("its description has both times", () => {
  expect(svg).toContain("cpp: link dark for 1 s, back after 1 s. node: link dark for 2 s");
});
