import { z } from "zod";
import { jsonSchemaText } from "../formats/json-schema.ts";
import { comparisonSchemaVersion } from "./document.ts";

const intervalSchema = z
  .object({ low: z.number(), high: z.number() })
  .describe("with 95 % confidence, by the bootstrap over repetitions");

const documentSchema = z.object({
  schemaVersion: z.literal(comparisonSchemaVersion),
  figures: z.array(
    z.object({
      network: z.string(),
      measurement: z.string(),
      figure: z.string(),
      title: z.string(),
      unit: z.string(),
      lessIsBetter: z.boolean(),
      repetitionsNeeded: z
        .int()
        .nullable()
        .describe("as many of each could show a difference, where those that there are cannot"),
      implementations: z
        .array(
          z.object({
            implementation: z.string(),
            isYardstick: z.boolean().describe("shown for comparison, and never the best"),
            values: z.array(z.number()).describe("one for each repetition"),
            median: z.number(),
            isBest: z.boolean(),
            interval: intervalSchema,
            ratio: z
              .object({ value: z.number(), interval: intervalSchema })
              .nullable()
              .describe(
                "its median over that of the best; null for the best, and where one is not above 0",
              ),
            difference: z
              .object({
                p: z.number().describe("of the Mann-Whitney test, with Holm's correction"),
                delta: z.number().describe("Cliff's delta, positive where its values are larger"),
                isShown: z.boolean(),
              })
              .nullable()
              .describe("against the best; null for the best and for yardsticks"),
          }),
        )
        .describe("the best first, yardsticks last"),
    }),
  ),
});

/** The JSON Schema of the document, as JSON text. */
export function comparisonDocumentSchema(): string {
  return jsonSchemaText(documentSchema, "What sockspec bench --json and compare --json write");
}
