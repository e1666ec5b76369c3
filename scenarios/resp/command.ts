import type { Content } from "../../harness/scenario/content.ts";
import { raw } from "../raw.ts";

/** A command as clients send it: an array of bulk strings, each character of which is a byte. */
export function command(...words: readonly string[]): Content {
  const strings = words.map((word) => `$${word.length}\r\n${word}\r\n`);
  return raw(`*${words.length}\r\n${strings.join("")}`);
}
