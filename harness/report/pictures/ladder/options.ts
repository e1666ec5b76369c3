import type { Evidence } from "../../../evidence/evidence.ts";
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

/** The bytes of two pcap files, one from each side of the wire. */
export interface CaptureBytes {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
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
