import { z } from "zod";
import type { SockspecConfig } from "./config.ts";

const word = z.string().min(1);
const words = z.array(word);
const count = (min: number, max: number) => z.number().int().min(min).max(max);

const dayS = 24 * 3600;
const duration = z
  .union([
    z.number().positive().max(dayS),
    z.string().regex(/^\d+(\.\d+)?[smh]?$/, "expected a time such as 90s, 10m or 1h"),
  ])
  .describe("seconds, or a text such as 10m");

const share = /^[^:]+(:[^:]+)?:pass>=(0?\.\d+|[01](\.\d+)?)$/;

/** What `sockspec.config.json` may hold, and what a module's default export may be. */
export const configSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  implementations: words
    .exactOptional()
    .describe("folders of an impl.json, or names of bundled implementations"),
  networks: words.exactOptional().describe("names, JSON files, or settings: delay=50ms loss=1%"),
  profile: z.enum(["quick", "default", "full"]).exactOptional(),
  scenarios: word.exactOptional().describe("a folder of your own scenarios"),
  exclude: words.exactOptional().describe("scenarios to skip, by a part of the id or a pattern"),
  protocols: words.exactOptional().describe("modules of your own protocols"),
  reporters: words.exactOptional().describe("as for --reporter: line, junit=out/junit.xml"),
  thresholds: z
    .array(z.string().regex(share, "expected scenario:pass>=0.95 or scenario:check:pass>=0.95"))
    .exactOptional(),
  baselines: words.exactOptional().describe("files of expected failures"),
  failOn: z.enum(["must", "should"]).exactOptional(),
  strict: z.boolean().exactOptional(),
  retry: count(0, 10).exactOptional(),
  maxFailures: count(1, Number.MAX_SAFE_INTEGER).exactOptional(),
  repeatEach: count(1, 10_000).exactOptional(),
  seed: count(0, 0xffffffff).exactOptional(),
  jobs: count(1, Number.MAX_SAFE_INTEGER).exactOptional(),
  timeout: duration.exactOptional().describe("the limit of a run"),
  caseTimeout: duration.exactOptional().describe("the limit of a case"),
  startTimeout: count(1, 600)
    .exactOptional()
    .describe("how long a server may take to start listening, in seconds"),
  lab: z.enum(["netns", "container", "loopback"]).exactOptional(),
  kernel: z.enum(["auto", "host", "guest", "virtual"]).exactOptional(),
  evidence: z.enum(["off", "on-failure", "all"]).exactOptional(),
  output: word.exactOptional().describe("the folder where runs are stored"),
}) satisfies z.ZodType<SockspecConfig>;

/** The keys, in the order in which they are documented. */
export const configKeys: readonly string[] = Object.keys(configSchema.shape);

/** The JSON Schema of `sockspec.config.json`, as JSON text, for editors. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input", target: "draft-2020-12" });
  return `${JSON.stringify({ title: "Settings of sockspec: sockspec.config.json", ...schema }, null, 2)}\n`;
}
