import { z } from "zod";
import { runSchemaVersion } from "../../journal/header.ts";
import { caseSchema, headerSchema, sessionSchema } from "../../journal/line-schema.ts";

const count = z.object({ passed: z.int().nonnegative(), judged: z.int().nonnegative() });

const gradeSchema = z.object({
  letter: z
    .enum(["A", "B", "C", "D", "F"])
    .nullable()
    .describe("null while something is undecided, or when nothing was judged"),
  must: count,
  should: count,
});

const expectedFailureSchema = z.object({
  implementation: z.string(),
  scenario: z.string(),
  check: z.string(),
  network: z.string().exactOptional().describe("absent where it is expected on every network"),
  observed: z.string().describe("a part of what the check observes when it fails so"),
  sometimes: z.boolean(),
  reason: z.string(),
});

const documentSchema = z.object({
  schemaVersion: z.literal(runSchemaVersion),
  header: headerSchema,
  cases: z.array(caseSchema).describe("in the order of the plan, every attempt of each"),
  sessions: z.array(sessionSchema),
  grades: z.record(z.string(), gradeSchema).describe("by the names of the implementations"),
  baseline: z.array(expectedFailureSchema),
  staleEntries: z.array(z.string()).describe("what is wrong with the baseline, a sentence each"),
  wallMs: z.number().nonnegative().nullable().describe("null where the run was cut off"),
  interrupted: z.boolean(),
});

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
