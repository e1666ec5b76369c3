import { describe, expect, test } from "vitest";
import { allChecks } from "../harness/scenario/epilogue.ts";
import { parseScenario } from "../harness/scenario/validate.ts";
import { catalogue } from "./catalogue.ts";
import { untested } from "./untested.ts";

test("every scenario has an id of its own", () => {
  const ids = catalogue.map((scenario) => scenario.id);
  expect(new Set(ids)).toHaveLength(ids.length);
});

/** Such as MUST-36; a range of a source is not taken apart. */
const label = /\b(?:MUST|SHLD)-\d+\b/g;

test("no scenario cites a requirement that is listed as untested", () => {
  const left = new Set(untested.flatMap(({ what }) => what.match(label) ?? []));
  const cited = catalogue.flatMap(({ id, sources, checks }) =>
    [...sources, ...checks.map(({ source }) => source)]
      .flatMap((source) => source.match(label) ?? [])
      .map((name) => ({ id, name })),
  );
  expect(cited.filter(({ name }) => left.has(name))).toEqual([]);
});

describe.each(catalogue)("$id", (scenario) => {
  test("is a scenario", () => {
    expect(parseScenario(scenario, scenario.id)).toEqual(scenario);
  });

  test("survives JSON.stringify", () => {
    expect(JSON.parse(JSON.stringify(scenario))).toStrictEqual(scenario);
  });

  test("says why in two sentences", () => {
    expect(sentencesOf(scenario.why)).toHaveLength(2);
  });

  test("is titled with a phrase, not a sentence", () => {
    expect(scenario.title).not.toMatch(/[.!?]$/);
  });

  test.each(allChecks(scenario))("requires $id in a sentence, with a source", (check) => {
    expect(check.statement).toMatch(/\.$/);
    expect(check.source).toMatch(sourced);
  });
});

/** What a source begins with. */
const sourced =
  /^(RFC \d+|RESP|POSIX|CWE-\d+|(Engine|Socket)\.IO protocol v\d|Protocol contract|[a-z_]+\(\d\))/;

/** A full stop ends a sentence where a capital letter or the end follows it. */
function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?])\s+(?=[A-Z])/);
}
