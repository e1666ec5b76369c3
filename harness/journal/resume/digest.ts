import { createHash } from "node:crypto";

export function digestData(data: unknown): string {
  return digestBytes(JSON.stringify(data));
}

/** 16 digits are enough where nobody tries to be mistaken for another. */
export function digestBytes(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}
