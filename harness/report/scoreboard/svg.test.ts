import { spawnSync } from "node:child_process";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { hostileTexts, makeHostileReport } from "../fixtures/run-report-builder.ts";
import { letterColours } from "./colours.ts";
import { boardCases, boardReport } from "./fixtures/board-builder.ts";
import { makeScoreboard } from "./scoreboard.ts";
import { scoreboardSvg } from "./svg.ts";

const board = makeScoreboard([boardReport()], []);
const svg = scoreboardSvg(board);
const words = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, inner = ""]) =>
  inner.replace(/<\/tspan><tspan[^>]*>/g, " ").replace(/<[^>]+>/g, ""),
);

describe("the picture of a scoreboard", () => {
  test("is well-formed, and the same each time", () => {
    const { status, stderr } = spawnSync("xmllint", ["--noout", "-"], { input: svg });
    expect(stderr.toString()).toBe("");
    expect(status).toBe(0);
    expect(scoreboardSvg(makeScoreboard([boardReport()], []))).toBe(svg);
  });

  test("has a column for each network, and a row for each implementation with its version", () => {
    expect(words).toContain("lte");
    expect(words.join("\n")).toContain("12 Mbit/s both ways\n35 ms round trip\nno loss");
    expect(words).toContain("cpp g++ 12.2.0");
    expect(words).toContain("quiet version not known");
  });

  test("shows letters and counts, and not by colour alone what has no grade", () => {
    const cells = [...svg.matchAll(/<g class="letter-(\w+)">(.*?)<\/g>/g)].map(
      ([, letter, inner = ""]) => [
        letter,
        ...[...inner.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text),
      ],
    );
    expect(cells).toEqual([
      ["A", "A", "MUST 1/1", "SHOULD none"],
      ["B", "B", "MUST 1/1", "SHOULD 0/1"],
      ["F", "F", "MUST 1/2", "SHOULD none"],
      ["F", "F", "MUST 0/1", "SHOULD none"],
      ["none", "–", "none judged"],
      ["none", "?", "none judged", "1 undecided"],
    ]);
  });

  test("says all of it to who does not see it", () => {
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(svg);
    expect(parsed.svg.role).toBe("img");
    expect(parsed.svg["aria-labelledby"]).toBe("sp-board-title sp-board-desc");
    expect(parsed.svg.title["#text"]).toBe("sockspec scoreboard");
    expect(parsed.svg.desc["#text"]).toContain(
      "cpp, g++ 12.2.0: clean A, MUST 1/1, SHOULD none; lte B, MUST 1/1, SHOULD 0/1.",
    );
  });

  test("tells when, on which machine and kernel, and by which sockspec", () => {
    const text = words.join("\n");
    expect(text).toContain("2 × x64, 1 GiB of memory, Linux 6.1.0");
    expect(text).toContain("sockspec 0.1.0 on Node 24.0.0 · 2026-01-02");
  });

  test("calls links proved where all of them were", () => {
    const clean = boardReport({ cases: boardCases().filter(({ network }) => network === "clean") });
    expect(scoreboardSvg(makeScoreboard([clean], []))).toContain("on proved links");
    expect(svg).not.toContain("proved");
  });

  test("needs nothing from elsewhere, and runs nothing", () => {
    expect(svg).not.toMatch(/<script|<image|@import|url\(|href=|@font-face|<foreignObject/i);
  });

  test("says that it is partial where it is", () => {
    const partial = scoreboardSvg(makeScoreboard([boardReport()], ["It was filtered."]));
    expect(partial).toContain("sockspec scoreboard (partial)");
    expect(svg).not.toMatch(/partial/i);
  });

  test.each(hostileTexts)("holds $what in every place", ({ text }) => {
    const hostile = scoreboardSvg(makeScoreboard([makeHostileReport(text)], [text]));
    expect(XMLValidator.validate(hostile)).toBe(true);
    expect(hostile).not.toContain("<script");
  });
});

describe("a letter on its ground", () => {
  const rows = Object.entries(letterColours).flatMap(([letter, themes]) =>
    themes.map(
      ({ ground, ink }, index) => [letter, ["light", "dark"][index], ground, ink] as const,
    ),
  );

  test.each(rows)("%s is legible when it is %s", (_, __, ground, ink) => {
    expect(contrast(ground, ink)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, contrast ratio. */
function contrast(colour: string, other: string): number {
  const [low = 0, high = 0] = [luminance(colour), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
