import type { z } from "zod";
import type { clientMessageSchema } from "./message.ts";

/** @returns the text that a client is given. */
export function messageText({ text, times = 1 }: z.infer<typeof clientMessageSchema>): string {
  return text.repeat(times);
}
