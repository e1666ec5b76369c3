import { describe, expect, test } from "vitest";
import { chart } from "./chart.ts";
import { moveApart } from "./end-labels.ts";
import { lineStyle } from "./line-styles.ts";
import type { ChartAxis, ChartOptions } from "./options.ts";
import { frameOf, ticksOf } from "./scales.ts";

const log: ChartAxis = { label: "size", scale: "log", format: String };

const options: ChartOptions = {
  title: "Speed <of> things",
  subtitle: "Medians.",
  x: log,
  y: { label: "speed", scale: "linear", format: (value) => `${value} m/s` },
  lines: [
    {
      name: "a & b",
      points: [
        { x: 1, y: 2 },
        { x: 100, y: 4 },
      ],
    },
  ],
};

const ticksFor = (axis: ChartAxis, from: number, to: number) => {
  const lines = [
    {
      name: "a",
      points: [
        { x: from, y: 1 },
        { x: to, y: 1 },
      ],
    },
  ];
  const frame = frameOf({ ...options, lines, x: { ...axis, domain: [from, to] } }, 680, 360);
  return ticksOf(axis, frame.x);
};

describe("ticks of a log axis", () => {
  test.each<[number, number, readonly number[]]>([
    [450, 800, [450, 500, 550, 600, 650, 700, 750, 800]],
    [0.9, 11, [1, 2, 5, 10]],
    [1, 1000, [1, 3, 10, 30, 100, 300, 1000]],
    [1, 1e6, [1, 10, 100, 1000, 1e4, 1e5, 1e6]],
  ])("from %d to %d", (from, to, ticks) => {
    expect(ticksFor(log, from, to)).toEqual(ticks);
  });

  test("of bytes are powers of two", () => {
    expect(ticksFor({ ...log, base: 2 }, 1000, 9000)).toEqual([1024, 2048, 4096, 8192]);
  });
});

test("names at the ends of lines keep their distance, inside the frame", () => {
  const frame = { from: 0, to: 100, apart: 10 };
  expect(moveApart([50, 52, 90], frame)).toEqual([50, 60, 90]);
  expect(moveApart([98, 99, 100], frame)).toEqual([80, 90, 100]);
  expect(moveApart([], frame)).toEqual([]);
});

test("twenty lines differ without their colours, or by them", () => {
  const styles = Array.from({ length: 20 }, (_, index) => JSON.stringify(lineStyle(index)));
  expect(new Set(styles).size).toBe(20);
  const first = Array.from({ length: 6 }, (_, index) => lineStyle(index));
  const shapes = first.map(({ dashes, marker }) => `${dashes} ${marker}`);
  expect(new Set(shapes).size).toBe(6);
});

describe("a chart", () => {
  test("escapes its texts, and describes its lines in words", () => {
    const svg = chart(options);
    expect(svg).toContain("Speed &lt;of&gt; things");
    expect(svg).toContain("<desc>speed against size. a &amp; b: 2 m/s at 1, 4 m/s at 100.</desc>");
  });

  test("ends a whisker that reaches zero at the end of its log axis", () => {
    const points = [{ x: 1, y: 10, low: 0, high: 20 }];
    const svg = chart({ ...options, y: log, lines: [{ name: "a", points }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
    const [, bottom = "0"] = svg.match(/class="w[^>]* y1="([\d.]+)"/) ?? [];
    expect(Number(bottom)).toBeLessThanOrEqual(360 - 46);
  });

  test("leaves out marks and theory beyond its axes", () => {
    const svg = chart({
      ...options,
      marks: [{ x: 1e9, label: "beyond" }],
      theory: [
        {
          name: "far above",
          points: [
            { x: 1, y: 1e9 },
            { x: 100, y: 1e9 },
          ],
        },
      ],
    });
    const drawn = svg.slice(svg.indexOf("</desc>"));
    expect(drawn).not.toContain("beyond");
    expect(drawn).not.toContain("far above");
  });
});
