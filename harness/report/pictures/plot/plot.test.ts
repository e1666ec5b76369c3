import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import type { PlotOptions } from "./options.ts";
import { plot } from "./plot.ts";

const base: PlotOptions = {
  title: "Memory",
  unit: "bytes",
  series: [
    {
      name: "resident",
      points: [
        { atMs: 0, value: 4096 },
        { atMs: 100, value: 3_000_000 },
        { atMs: 200, value: 1_000_000 },
      ],
    },
  ],
};

function draw(options: Partial<PlotOptions> = {}): string {
  const svg = plot({ ...base, ...options });
  expect(XMLValidator.validate(svg)).toBe(true);
  return svg;
}

function linesOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<path class="[a-e]" d="(M[^"h]*L[^"]*|M[^"]*h2)"/g)].map(
    ([, d = ""]) => d,
  );
}

describe("a plot", () => {
  test("labels its axes in units that can be read, and says in words what it shows", () => {
    const svg = draw();
    expect(svg).toContain(">2 MiB</text>");
    expect(svg).toContain(">ms since the case began</text>");
    expect(svg).toContain("<desc>resident: from 4 KiB to 2.9 MiB, at last 976.6 KiB.</desc>");
  });

  test.each([
    { most: 700, ticks: ["0 B", "200 B", "400 B", "600 B", "800 B", "1000 B"] },
    { most: 150_000, ticks: ["0 B", "50 KiB", "100 KiB", "150 KiB"] },
  ])("marks round values up to $most bytes", ({ most, ticks }) => {
    const points = [{ atMs: 0, value: most }];
    const svg = draw({ series: [{ name: "resident", points }] });
    const marked = [...svg.matchAll(/text-anchor="end">([^<]*B)</g)].map(([, label]) => label);
    expect(marked).toEqual(ticks);
  });

  test("interrupts a line where nothing was seen, and never bridges the gap", () => {
    const points = [1, 2, null, 3, 4].map((value, atMs) => ({ atMs, value }));
    const [line = ""] = linesOf(draw({ unit: "segments", series: [{ name: "cwnd", points }] }));
    expect(line.match(/M/g)).toHaveLength(2);
    expect(line.match(/L/g)).toHaveLength(2);
  });

  test("keeps every spike of many points, and is small", () => {
    const points = Array.from({ length: 100_000 }, (_, atMs) => ({
      atMs,
      value: atMs === 77_777 ? 9_000_000 : 1000,
    }));
    const svg = draw({ series: [{ name: "queue", points }] });
    expect(svg.length).toBeLessThan(60_000);
    const ys = [...(linesOf(svg)[0] ?? "").matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y));
    const bottom = Math.max(...ys);
    expect(ys.filter((y) => y < bottom)).toHaveLength(1);
  });

  test("draws marks inside the time shown, and tells of those that matter", () => {
    const svg = draw({
      marks: [
        { atMs: 120, label: "echoed broke" },
        { atMs: 9000, label: "far outside" },
      ],
    });
    expect(svg).toContain(">echoed broke</text>");
    expect(svg).not.toContain(">far outside</text>");
  });

  test.each<[string, PlotOptions["series"]]>([
    ["no series", []],
    ["no point", [{ name: "nothing", points: [] }]],
    ["one point", [{ name: "one", points: [{ atMs: 5, value: 1 }] }]],
    ["nothing but gaps", [{ name: "gaps", points: [{ atMs: 5, value: null }] }]],
  ])("with %s is still a picture without NaN", (_, series) => {
    expect(draw({ series })).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("escapes names, and leaves out of the picture what has no colour left", () => {
    const series = Array.from({ length: 9 }, (_, index) => ({
      name: `<b>${index}`,
      points: [{ atMs: 0, value: index }],
    }));
    const svg = draw({ series });
    expect(svg).not.toContain("<b>");
    expect(svg).toContain("4 more not drawn.");
  });
});
