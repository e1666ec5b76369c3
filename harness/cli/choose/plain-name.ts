import { createHash } from "node:crypto";

/** Names become parts of file names, which have 255 bytes at most, beside those of scenarios. */
const nameMax = 60;
const digestDigits = 8;

/**
 * @returns the text as a name such as `my-echo`, with a digest in place of letters that names cannot
 *   have; nothing of a text without letters and digits.
 */
export function plainName(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{Mark}/gu, "");
  const plain = bare
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const isWhole = !/(?![a-z0-9])[\p{Letter}\p{Number}]/iu.test(bare);
  return shortName(isWhole ? plain : `${plain || "server"}-${digestOf(text)}`);
}

/** Shortens a name that is too long, so that two of them still differ. */
export function shortName(name: string): string {
  if (name.length <= nameMax) {
    return name;
  }
  return `${name.slice(0, nameMax - digestDigits - 1).replace(/-+$/, "")}-${digestOf(name)}`;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digestDigits);
}
