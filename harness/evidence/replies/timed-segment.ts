/** A segment with data or a SYN that passed the server's side of the wire. */
export interface TimedSegment {
  /** Since the case began, in ns. */
  readonly atNs: number;
  readonly ipv6: boolean;
  readonly clientPort: number;
  readonly toServer: boolean;
  readonly syn: boolean;
  readonly sequence: number;
  readonly payloadBytes: number;
}
