import type { Content } from "../harness/scenario/content.ts";

/** Bytes as they are on the wire, each character one of them, perhaps many times. */
export function raw(text: string, times = 1): Content {
  const bytes = { raw: Buffer.from(text, "latin1").toString("hex") };
  return times === 1 ? bytes : { ...bytes, times };
}
