import { z } from "zod";
import type { Parsed } from "../../history/parsed.ts";
import { caseResultSchema, sessionResultSchema } from "../../journal/case-result.ts";
import { headerSchema, runSchemaVersion } from "../../journal/header.ts";
import { expectedFailureSchema } from "../../verdict/baseline/expected-failure.ts";
import { gradeSchema } from "../../verdict/verdict.ts";

const documentSchema = z.object({
  schemaVersion: z.literal(runSchemaVersion),
  header: headerSchema,
  cases: z.array(caseResultSchema).describe("in the order of the plan, every attempt of each"),
  sessions: z.array(sessionResultSchema),
  grades: z.record(z.string(), gradeSchema).describe("by the names of the implementations"),
  baseline: z.array(expectedFailureSchema),
  staleEntries: z.array(z.string()).describe("what is wrong with the baseline, a sentence each"),
  wallMs: z.number().nonnegative().nullable().describe("null where the run was cut off"),
  interrupted: z.boolean(),
});

/** A run as one document; docs/schemas/run.schema.json describes it. */
export type RunDocument = Parsed<typeof documentSchema>;

/** The JSON Schema of what `--reporter json` writes, as JSON text. Newer versions may add keys. */
export function runDocumentSchema(): string {
  const schema = z.toJSONSchema(documentSchema, {
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  const title = "A run of sockspec, as --reporter json and --json write it";
  return `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
}
