import { createHash } from "node:crypto";

/** @returns the same UUID for the same words in every run: version 8 of RFC 9562, made of SHA-256. */
export function stableUuid(...words: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  const version = ((digest[6] ?? 0) & 0x0f) | 0x80;
  const variant = ((digest[8] ?? 0) & 0x3f) | 0x80;
  digest[6] = version;
  digest[8] = variant;
  const hex = digest.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}
