import { describe, expect, test } from "vitest";
import { hostileTexts, makeHostileReport } from "../fixtures/run-report-builder.ts";
import { boardReport } from "./fixtures/board-builder.ts";
import { scoreboardPage } from "./page.ts";
import { makeScoreboard } from "./scoreboard.ts";

const page = scoreboardPage(makeScoreboard([boardReport()], []));

describe("the page of a scoreboard", () => {
  test("shows the picture, and its grades as a table", () => {
    expect(page).toContain("](scoreboard.svg)");
    expect(page).toContain("| implementation | version | overall | clean | lte |");
    expect(page).toContain(
      "| **cpp**<br>The reference | g++ \\(Debian 12\\) 12.2.0 | **B**<br>(2/2, 0/1) | **A**<br>(1/1, none) | **B**<br>(1/1, 0/1) |",
    );
    expect(page).toContain("| **quiet** | not known | **?** | **–** | **?** |");
  });

  test("says what fails and why, with the page that tells of it", () => {
    expect(page).toContain("- **MUST** length/zero, check alive, on clean, lte:");
    expect(page).toContain("Observed: deaf after EMFILE.");
    expect(page).toContain(
      "Known: Node 24: goes deaf; [evidence](../../docs/findings/node-deaf.md).",
    );
    expect(page).toContain("**New**: no baseline expects it.");
    expect(page).toContain("- Undecided: echo/basic on lte, error: no lab");
  });

  test("says how it was made, and what it does not say", () => {
    expect(page).toContain("```text\nnpx sockspec run node\n```");
    const elsewhere = { ...boardReport(), runCommand: "cd /srv && /opt/bin/sockspec run node" };
    expect(scoreboardPage(makeScoreboard([elsewhere], []))).toContain(
      `\`\`\`text\n${elsewhere.runCommand}\n\`\`\``,
    );
    expect(page).toMatch(
      /\| clean \| .* \| 6\\\.1\.0 \| cubic \| all 1 items held, in 1 session \|/,
    );
    expect(page).toContain("## What it does not show\n\nA grade does not measure speed");
  });

  test("tells what a reader has to know of a run", () => {
    const report = boardReport();
    const resumed = { ...report, run: { ...report.run, notes: ["The run was resumed once."] } };
    expect(scoreboardPage(makeScoreboard([resumed], []))).toContain(
      "\n\nThe run was resumed once.",
    );
    expect(page).not.toContain("resumed");
  });

  test("is not partial, or says so at once", () => {
    expect(page).not.toContain("partial");
    const partial = scoreboardPage(makeScoreboard([boardReport()], ["Run x was filtered."]));
    expect(partial).toMatch(/^# Scoreboard\n\n> \*\*This is a partial scoreboard\*\*/);
    expect(partial).toContain("> - Run x was filtered.");
  });

  test.each(hostileTexts)("takes $what for text", ({ text }) => {
    const hostile = scoreboardPage(makeScoreboard([makeHostileReport(text)], [text]));
    const prose = hostile.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "").replace(/\\[^\n]/g, "");
    expect(prose).not.toMatch(/<(?!br>)/);
    expect(prose).not.toMatch(/\]\((?:javascript|x\))/);
    const bars = prose.split("\n").filter((line) => line.startsWith("| **"));
    expect(bars.map((line) => line.split("|").length)).toEqual([6]);
  });
});
