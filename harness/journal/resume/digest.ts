import { createHash, type Hash } from "node:crypto";

export function digestData(data: unknown): string {
  return digestBytes(JSON.stringify(data));
}

/** @returns the digest of a list, made item by item: that of a large plan does not fit one text. */
export function digestList(items: Iterable<unknown>): string {
  const hash = createHash("sha256");
  let separator = "[";
  for (const item of items) {
    hash.update(separator + JSON.stringify(item));
    separator = ",";
  }
  return shortened(hash.update(separator === "[" ? "[]" : "]"));
}

export function digestBytes(data: string | Buffer): string {
  return shortened(createHash("sha256").update(data));
}

/** 16 digits suffice, since collisions are accidental, not crafted. */
function shortened(hash: Hash): string {
  return hash.digest("hex").slice(0, 16);
}
