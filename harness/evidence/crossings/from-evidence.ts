import { readCapture } from "../capture/pcap.ts";
import type { Evidence } from "../evidence.ts";
import { type JoinedCaptures, joinCaptures } from "./join.ts";

/**
 * Joins the captures of a case's evidence.
 *
 * @param watchedUntilMs when the case ended, and with it the captures.
 * @returns null if there are none.
 * @throws {InvalidCaptureError}
 */
export function crossingsOf(
  { capture, serverPort }: Pick<Evidence, "capture" | "serverPort">,
  files: { readonly client: Uint8Array; readonly server: Uint8Array },
  watchedUntilMs: number,
): JoinedCaptures | null {
  if (capture === null) {
    return null;
  }
  return joinCaptures(readCapture(files.client), readCapture(files.server), {
    serverPort,
    clockOffsetMs: capture.clockOffsetMs,
    watchedUntilMs,
    packetsBeforeGap: {
      client: capture.client.packetsBeforeGap ?? null,
      server: capture.server.packetsBeforeGap ?? null,
    },
  });
}
