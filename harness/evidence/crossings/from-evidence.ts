import { readCapture } from "../capture/pcap.ts";
import type { Evidence } from "../evidence.ts";
import type { JoinOptions } from "./crossing.ts";
import { type JoinedCaptures, joinCaptures } from "./join.ts";

/**
 * Joins the captures of a case's evidence.
 *
 * @param options until when there was something to capture, and which side listened.
 * @returns null if there are none.
 * @throws {InvalidCaptureError}
 */
export function crossingsOf(
  { capture, serverPort }: Pick<Evidence, "capture" | "serverPort">,
  files: { readonly client: Uint8Array; readonly server: Uint8Array },
  options: Required<Pick<JoinOptions, "watchedUntilMs" | "driverListens">>,
): JoinedCaptures | null {
  if (capture === null) {
    return null;
  }
  return joinCaptures(readCapture(files.client), readCapture(files.server), {
    serverPort,
    clockOffsetMs: capture.clockOffsetMs,
    ...options,
    packetsBeforeGap: {
      client: capture.client.packetsBeforeGap ?? null,
      server: capture.server.packetsBeforeGap ?? null,
    },
  });
}
