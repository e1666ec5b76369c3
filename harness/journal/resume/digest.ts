import { createHash } from "node:crypto";

export function digestData(data: unknown): string {
  return digestBytes(JSON.stringify(data));
}

/** 16 digits suffice, since collisions are accidental, not crafted. */
export function digestBytes(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}
