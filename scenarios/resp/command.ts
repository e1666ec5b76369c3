import type { Content } from "../../harness/scenario/content.ts";

/** A command as clients send it: an array of bulk strings, each character of which is a byte. */
export function command(...words: readonly string[]): Content {
  const strings = words.map((word) => `$${word.length}\r\n${word}\r\n`);
  return wire(`*${words.length}\r\n${strings.join("")}`);
}

/** Bytes as they are on the wire, each character a byte. */
export function wire(text: string): Content {
  return { raw: Buffer.from(text, "latin1").toString("hex") };
}
