import { z } from "zod";
import type { Parsed } from "../../history/parsed.ts";
import { caseResultSchema, sessionResultSchema } from "../../journal/case-result.ts";
import { headerSchema, runSchemaVersion } from "../../journal/header.ts";
import { expectedFailureSchema } from "../../verdict/baseline/expected-failure.ts";
import { gradeSchema } from "../../verdict/verdict.ts";

const reportedCaseSchema = caseResultSchema.extend({
  printed: z
    .string()
    .exactOptional()
    .describe(
      "the implementation's output, if the case did not simply pass; control characters are made visible",
    ),
});

const notRunSchema = caseResultSchema
  .pick({
    index: true,
    implementation: true,
    scenario: true,
    network: true,
    repetition: true,
    seed: true,
  })
  .extend({ reason: z.string() });

const documentSchema = z.object({
  schemaVersion: z.literal(runSchemaVersion),
  header: headerSchema,
  cases: z
    .array(reportedCaseSchema)
    .describe("in the order of the plan, with every attempt of each case"),
  notRun: z
    .array(notRunSchema)
    .exactOptional()
    .describe("planned cases without a result; older documents lack this key"),
  sessions: z.array(sessionResultSchema),
  grades: z.record(z.string(), gradeSchema).describe("by implementation name"),
  baseline: z.array(expectedFailureSchema),
  staleEntries: z.array(z.string()).describe("the problems of the baseline, a sentence each"),
  wallMs: z.number().nonnegative().nullable().describe("null if the run was cut off"),
  interrupted: z.boolean(),
  stopped: z
    .string()
    .nullable()
    .exactOptional()
    .describe(
      "why the run is incomplete and has no grades; null if it is complete; older documents lack this key",
    ),
});

/** A run as one document; docs/schemas/run.schema.json describes it. */
export type RunDocument = Parsed<typeof documentSchema>;

/** The JSON Schema of what `--reporter json` writes, as JSON text. Newer versions may add keys. */
export function runDocumentSchema(): string {
  return jsonSchemaText(
    documentSchema,
    "A run of sockspec, as --reporter json and --json write it",
  );
}

/** @returns a JSON Schema as JSON text; unknown keys are allowed. */
export function jsonSchemaText(documented: z.ZodType, title: string): string {
  const schema = z.toJSONSchema(documented, {
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
    },
  });
  return `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
}
