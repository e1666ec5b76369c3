import { z } from "zod";
import { verdictSchema } from "../../verdict/verdict.ts";
import { jsonSchemaText } from "../formats/json-schema.ts";
import type { InteropMatrix } from "./matrix.ts";

/** Raised when a reader of the document would misread a newer one. */
const interopSchemaVersion = 1;

const sideSchema = z.object({
  name: z.string(),
  title: z.string().nullable(),
  version: z.string().nullable(),
});

const placesSchema = z
  .array(z.object({ network: z.string(), scenario: z.string() }))
  .describe("where it holds");

const path = z.string().nullable();

const documentSchema = z.object({
  schemaVersion: z.literal(interopSchemaVersion),
  runId: z.string(),
  startedAt: z.string().describe("ISO 8601, UTC"),
  command: z.string().describe("plays it again"),
  sockspec: z.string().describe("its version"),
  kernels: z.array(z.string()),
  clients: z.array(sideSchema),
  servers: z.array(sideSchema),
  proxies: z.array(sideSchema).exactOptional().describe("missing where none was played"),
  networks: z.array(z.string()),
  scenarios: z.array(z.object({ id: z.string(), letter: z.string(), title: z.string() })),
  cells: z.array(
    z.object({
      client: z.string(),
      server: z.string(),
      proxy: z.string().exactOptional().describe("what stood between them; missing if nothing did"),
      network: z.string(),
      results: z.array(
        z.object({
          scenario: z.string(),
          letter: z.string(),
          verdict: z.union([verdictSchema, z.literal("not-run")]),
          reason: z.string().nullable().describe("why it is not a pass"),
          history: path.describe("relative to the run's folder"),
          evidence: path.describe("relative to the run's folder"),
          anchor: path.describe("where report.html beside it shows the case"),
        }),
      ),
    }),
  ),
  conclusions: z.array(
    z
      .object({
        fault: z.enum(["client", "server", "pair", "undecided", "proxy", "path"]),
        client: z.string().exactOptional(),
        server: z.string().exactOptional(),
        proxy: z.string().exactOptional().describe("through which it holds"),
        clientWorks: z.boolean().exactOptional().describe("with another server; of a pair"),
        serverWorks: z.boolean().exactOptional().describe("with another client; of a pair"),
        places: placesSchema,
        text: z.string(),
      })
      .describe("whose fault failures are"),
  ),
});

/** The matrix as JSON text. */
export function interopDocument(matrix: InteropMatrix): string {
  return `${JSON.stringify({ schemaVersion: interopSchemaVersion, ...matrix }, null, 2)}\n`;
}

/** The JSON Schema of the document, as JSON text. */
export function interopDocumentSchema(): string {
  return jsonSchemaText(documentSchema, "Who works with whom, as sockspec interop writes it");
}
