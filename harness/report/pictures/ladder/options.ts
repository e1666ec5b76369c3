import type { Capture, Evidence } from "../../../evidence/evidence.ts";
import type { History } from "../../../history/history.ts";

/** Input of a ladder. Any text may come from an implementation, so all of it is escaped. */
export interface LadderOptions {
  /** One line, such as `node · abort/close-while-echoing`. */
  readonly title: string;
  readonly history: History;
  /** Null if none was kept; then only the application's events are drawn. */
  readonly evidence: Evidence | null;
  /** The files that `evidence.capture` names; null if there are none. */
  readonly captures: CaptureBytes | null;
  /** The requirement that broke; null if none did. */
  readonly broken: BrokenCheck | null;
  /**
   * Whether the picture brings its own style. Default true. A page that holds several sets it to
   * false and includes `ladderStyle` once.
   */
  readonly withStyle?: boolean;
}

/** The bytes of two pcap files, one from each side of the client's wire. */
export interface CaptureBytes extends WireBytes {
  /** Of the wire behind a proxy. Default: there are none. */
  readonly upstream?: WireBytes | null;
}

interface WireBytes {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

/**
 * @param file reads one of the run, by its path; null where it is gone.
 * @returns null without captures: the picture is drawn without segments then, and says so.
 */
export function readCaptures(
  evidence: Evidence | null,
  file: (path: string) => Uint8Array | null,
): CaptureBytes | null {
  const read = (capture: Capture | null): WireBytes | null => {
    const client = capture && file(capture.client.file);
    const server = capture && file(capture.server.file);
    return client === null || server === null ? null : { client, server };
  };
  const own = read(evidence?.capture ?? null);
  return own && { ...own, upstream: read(evidence?.upstream?.capture ?? null) };
}

/** The failed check, from its result. */
export interface BrokenCheck {
  readonly statement: string;
  readonly expected: string;
  readonly observed: string;
  /** In ms since the case began; null if there is no such moment. */
  readonly brokeAtMs: number | null;
  /** The connection or group that the check is about, if known. */
  readonly connection?: string | null;
}
