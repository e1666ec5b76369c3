import { z } from "zod";
import { configSchema } from "../cli/config/schema.ts";
import { parseShard } from "../plan/shard/shard.ts";
import { claimSchema, type Scenario } from "../scenario/scenario.ts";
import type { RunRequest } from "./request.ts";

const word = z.string().min(1);
const words = z.array(word);
const flag = z.boolean();

/** What a key may be that no schema can look into. */
function ofKind<T>(expected: string, accepts: (value: unknown) => boolean): z.ZodType<T> {
  return z.custom<T>(accepts, `expected ${expected}`);
}

function callback<T>(): z.ZodType<T> {
  return ofKind<T>("a function", (value) => typeof value === "function");
}

function isSignal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "aborted" in value && "reason" in value;
}

const {
  $schema: _schema,
  implementations: _names,
  scenarios: _folder,
  ...shared
} = configSchema.shape;

/** What a request may hold: the keys of a configuration file, and those that are its own. */
export const requestSchema = z.strictObject({
  ...shared,
  command: words.min(1).exactOptional(),
  implementations: words.min(1).exactOptional(),
  image: word.exactOptional(),
  address: word.exactOptional(),
  role: z.enum(["server", "client", "proxy"]).exactOptional(),
  name: word.exactOptional(),
  protocol: word.exactOptional(),
  claims: z.array(claimSchema).exactOptional(),
  env: z.record(z.string(), z.string()).exactOptional(),
  cwd: word.exactOptional(),
  port: z.number().int().min(1).max(65_535).exactOptional(),
  maxFrameBytes: z.number().int().min(1024).max(67_108_864).exactOptional(),
  select: z.union([word, words]).exactOptional(),
  scenarios: ofKind<string | readonly Scenario[]>(
    "a folder, or a list of scenarios",
    (value) => typeof value === "string" || Array.isArray(value),
  ).exactOptional(),
  upstreamNetworks: words.exactOptional(),
  shard: ofKind<string>(
    "a part such as 1/3",
    (value) => typeof value === "string" && parseShard(value) !== null,
  ).exactOptional(),
  durations: word.exactOptional(),
  bail: flag.exactOptional(),
  keepGoing: flag.exactOptional(),
  strace: flag.exactOptional(),
  signal: ofKind<AbortSignal>("an AbortSignal", isSignal).exactOptional(),
  onPlan: callback<NonNullable<RunRequest["onPlan"]>>().exactOptional(),
  onCase: callback<NonNullable<RunRequest["onCase"]>>().exactOptional(),
  onSession: callback<NonNullable<RunRequest["onSession"]>>().exactOptional(),
  onWaiting: callback<NonNullable<RunRequest["onWaiting"]>>().exactOptional(),
}) satisfies z.ZodType<RunRequest>;

export const requestKeys: readonly string[] = Object.keys(requestSchema.shape);
