import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { checkSchema } from "../harness/scenario/check.ts";
import { epilogueChecks, waitingCheck } from "../harness/scenario/epilogue.ts";
import { stepSchema } from "../harness/scenario/step.ts";
import { stimulusSchema } from "../harness/scenario/stimulus.ts";

const page = readFileSync(join(projectRoot, "docs", "writing-scenarios.md"), "utf8");
const sharedKinds: readonly string[] = [...epilogueChecks, waitingCheck].map(({ kind }) => kind);

/** @returns every value that tells the schema's variants apart. */
function kindsOf(schema: z.ZodType): readonly string[] {
  const json = JSON.stringify(z.toJSONSchema(schema, { io: "input" }));
  const constants = json.matchAll(/"(?:do|kind)":\{"type":"string","const":"(\w+)"/g);
  return [...new Set([...constants].map(([, kind = ""]) => kind))];
}

test.each([
  { what: "step", kinds: kindsOf(stepSchema), least: 20 },
  { what: "stimulus", kinds: kindsOf(stimulusSchema), least: 9 },
  {
    what: "check",
    kinds: kindsOf(checkSchema).filter((kind) => kind === "echo" || !sharedKinds.includes(kind)),
    least: 14,
  },
])("docs/writing-scenarios.md names every kind of $what", ({ kinds, least }) => {
  expect(kinds.length).toBeGreaterThanOrEqual(least);
  expect(kinds.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
});
