import { z } from "zod";
import { manifestSchema } from "../../implementation/manifest.ts";

/** The JSON Schema of `impl.json`, as JSON text, for editors and for CI. */
export function manifestJsonSchema(): string {
  const schema = z.toJSONSchema(manifestSchema, { io: "input", target: "draft-2020-12" });
  const about = { title: "An implementation for sockspec: impl.json" };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}
