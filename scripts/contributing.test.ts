import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "../harness/fixtures/imports.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";

const text = readFileSync(join(projectRoot, "CONTRIBUTING.md"), "utf8");
const [, journeysAndRest = ""] = text.split("\n## Four journeys\n");
const [journeyText = ""] = journeysAndRest.split("\n## ");

/** @returns the code spans that are paths from the project's folder. */
function pathsIn(markdown: string): readonly string[] {
  const spans = [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  return spans.filter((span) =>
    /^(bench|bin|containers|docs|harness|impls|results|scenarios|scripts|setup)\/[\w./-]+$/.test(
      span,
    ),
  );
}

test("every file that CONTRIBUTING.md names exists", () => {
  const named = [...new Set(pathsIn(text))];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
});

describe("the journey", () => {
  const journeys = journeyText.split(/^\*\*/m).slice(1);

  test("of a scenario, a history, a network and a manifest are there", () => {
    expect(journeys.map((journey) => journey.replace(/\*\*[\s\S]*/, ""))).toEqual([
      "A scenario to its verdict",
      "A history to a report",
      "`--network` to `tc`",
      "`impl.json` to a process",
    ]);
  });

  test.each(journeys)("%s numbers each of its files, and has no more than 11", (journey) => {
    const numbers = [...journey.matchAll(/(?:^|\s)(\d+)\. `/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(new Set(pathsIn(journey)).size).toBe(numbers.length);
    expect(numbers.length).toBeLessThanOrEqual(11);
  });

  /** The program of another process, and what an interface hides: a subject, a journal, a link, a host. */
  const reachedWithoutImport = [
    "harness/cli/grading/choose-plan.ts",
    "harness/driver/play.ts",
    "harness/journal/write.ts",
    "harness/lab/wire/link.ts",
    "harness/lab/netns/hosts.ts",
  ];

  test.each(journeys)("%s leaves out no file between those that it names", (journey) => {
    const files = pathsIn(journey).filter((path) => path.endsWith(".ts"));
    const joins = (one: string, other: string) =>
      importsOf(one).some(({ to }) => to === other) ||
      importsOf(other).some(({ to }) => to === one);
    const apart = files.filter(
      (file, index) => index > 0 && !files.slice(0, index).some((earlier) => joins(earlier, file)),
    );
    expect(apart.filter((file) => !reachedWithoutImport.includes(file))).toEqual([]);
  });
});
