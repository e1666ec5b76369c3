import { describe, expect, test } from "vitest";
import { bulk } from "../../../scenarios/measurements/bulk.ts";
import { pingPong } from "../../../scenarios/measurements/ping-pong.ts";
import { makeMeasuredReport, measuredSources } from "../comparison/fixtures/measured-report.ts";
import { measuredBoard } from "./measured.ts";

const report = makeMeasuredReport([pingPong, bulk], ["clean", "geo"]);
const { section, files } = measuredBoard({ report, sources: measuredSources });
const page = section.join("\n\n");

describe("what a scoreboard tells of a measured run", () => {
  test("has each plot as a picture, which is a file with a style of its own", () => {
    const names = files.map(([name]) => name);
    expect(names).toEqual([
      "comparison.html",
      "comparison.json",
      "comparison.csv",
      "latency-ping-pong-on-clean.svg",
      "latency-ping-pong-on-geo.svg",
      "throughput-bulk.svg",
    ]);
    for (const [name, svg] of files.filter(([name]) => name.endsWith(".svg"))) {
      expect(page).toContain(`](${name})`);
      expect(svg).toMatch(/^<svg [^>]*><style>[^<]*--sp-ground[^<]*<\/style><title>/);
    }
  });

  test("has a table for each shown figure: implementations by networks, relative to the best", () => {
    expect(page).toContain("| 99th percentile | clean | geo |\n| --- | ---: | ---: |\n");
    expect(page).toMatch(/\| cpp \| \*\*\d[\d.]* ms\*\* \| \*\*\d[\d.]* ms\*\* \|/);
    expect(page).toMatch(/\| deno \| \d[\d.]* ms \(3\.00 ×\) \|/);
    expect(page).not.toContain("| slowest |");
  });

  test("says how it was made, and how much of it counts", () => {
    expect(page).toContain("### How it was measured\n\nRun made, 2026-01-02 03:04 UTC: 60 cases");
    expect(page).toContain("- 60 of 60 repetitions count");
    expect(page).toMatch(/\| geo \| .*600 ms round trip/);
  });
});

test("what is not shown to differ from the best is bold like it, and what was not measured is a dash", () => {
  const alike = makeMeasuredReport([pingPong], ["clean"]);
  const cases = alike.run.cases.flatMap((result) =>
    result.implementation === "deno"
      ? []
      : [
          result.implementation === "cpp"
            ? result
            : {
                ...result,
                figures: (result.figures ?? []).map((figure) => ({
                  ...figure,
                  value: (figure.value ?? 0) / 2,
                })),
              },
        ],
  );
  const board = measuredBoard({
    report: { ...alike, run: { ...alike.run, cases } },
    sources: measuredSources,
  });
  const rows = board.section.join("\n").split("\n");
  const medians = rows.filter((line) => /^\| (cpp|node) /.test(line)).slice(0, 2);
  expect(medians).toHaveLength(2);
  for (const line of medians) {
    expect(line).toMatch(/\| \*\*/);
  }
});
