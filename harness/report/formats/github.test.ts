import { describe, expect, test } from "vitest";
import {
  hostileTexts,
  makeCutReport,
  makeFailure,
  makeHostileReport,
  makeMixedReport,
  makeReport,
} from "../fixtures/run-report-builder.ts";
import { githubAnnotations, githubSummary } from "./github.ts";
import { legible } from "./legible.ts";

interface Command {
  readonly level: string;
  readonly title: string;
  readonly message: string;
}

/** Reads lines as GitHub's runner does: the command ends at the next two colons. */
function parse(text: string): readonly Command[] {
  const lines = text.split(/\r?\n/);
  expect(lines.pop()).toBe("");
  return lines.map((line) => {
    const [, level = "", properties = "", data = ""] =
      /^::(error|warning)(?: ([^:]*))?::(.*)$/s.exec(line) ?? [];
    const pairs = properties.split(",").map((pair) => pair.split(/=(.*)/s) as [string, string]);
    expect(pairs.map(([key]) => key)).toEqual(["title"]);
    return { level, title: decoded(pairs[0]?.[1] ?? ""), message: decoded(data) };
  });
}

function decoded(text: string): string {
  const characters = { "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%" };
  return text.replace(/%(0D|0A|3A|2C|25)/g, (found) => characters[found as "%25"]);
}

const annotate = (...words: Parameters<typeof githubAnnotations>) =>
  parse(githubAnnotations(...words));

describe("annotations", () => {
  test("begin with an error where the run ended early", () => {
    const [first] = annotate(makeCutReport("interrupted by SIGTERM"));
    expect(first).toMatchObject({
      level: "error",
      title: "incomplete run: 2 cases not run",
      message: expect.stringContaining("interrupted by SIGTERM\nnode on clean: length/zero"),
    });
  });

  test("are an error for what failed and a warning for what was not judged or was flaky", () => {
    const annotations = annotate(makeMixedReport()).map(({ level, title }) => `${level} ${title}`);
    expect(annotations).toEqual([
      "error fail: node on clean: length/zero",
      "error fail: node on clean: flow/never",
      "warning inconclusive: node on clean: flow/stall",
      "warning error: node on clean: flow/rest",
      "warning flaky: node on clean: flow/twice",
    ]);
  });

  test("hold the requirement, what was observed, and how to repeat it", () => {
    expect(annotate(makeMixedReport())[0]?.message).toMatch(
      /MUST alive: A message[\s\S]*observed {2}exited[\s\S]*repeat {4}npx sockspec/,
    );
  });

  test("are an error for each stale entry of the baseline", () => {
    const report = makeReport([], { staleEntries: ["node, echo/basic, alive: passes."] });
    expect(annotate(report)).toEqual([
      { level: "error", title: "stale baseline", message: "node, echo/basic, alive: passes." },
    ]);
  });

  test("of a run in which all passed are none", () => {
    expect(githubAnnotations(makeReport([]))).toBe("");
  });

  test.each(hostileTexts)("cannot be forged with $what", ({ text }) => {
    const annotations = annotate(makeHostileReport(text));
    expect(annotations.map(({ level }) => level)).toEqual(["error", "error", "warning", "warning"]);
  });

  test.each(hostileTexts)("hold $what as it was", ({ text }) => {
    const [annotation] = annotate(makeReport([makeFailure({}, text)]));
    expect(annotation?.message).toContain(`observed  ${legible(text)}`);
  });
});

describe("5,000 failures", () => {
  const failures = (verdict: "fail" | "error") =>
    Array.from({ length: 2500 }, (_, index) =>
      makeFailure({ scenario: `${verdict}/n${index}`, verdict }, "ä".repeat(10_000)),
    );
  const report = makeReport([...failures("fail"), ...failures("error")]);

  test("give ten errors and ten warnings, the last of which count the rest", () => {
    const annotations = annotate(report);
    expect(annotations.filter(({ level }) => level === "error")).toHaveLength(10);
    expect(annotations.filter(({ level }) => level === "warning")).toHaveLength(10);
    expect(annotations[9]?.title).toBe("2491 more errors");
    expect(annotations[19]?.title).toBe("2491 more warnings");
  });

  test("give messages that GitHub does not cut, and that say where they were cut", () => {
    for (const { message, title } of annotate(report).filter(
      (command) => !/more (errors|warnings)$/.test(command.title),
    )) {
      expect(message.length).toBeLessThanOrEqual(4096);
      expect(message).toMatch(/… \d+ more characters$/);
      expect(title.length).toBeLessThanOrEqual(200);
    }
  });

  test("give a summary of at most a mebibyte, with what the step wrote before", () => {
    const used = 100_000;
    const bytes = Buffer.byteLength(githubSummary(report, used));
    expect(bytes + used).toBeLessThanOrEqual(1024 * 1024);
    expect(bytes + used).toBeGreaterThan(900_000);
    expect(githubSummary(report, 1024 * 1024)).toBe("");
  });
});
