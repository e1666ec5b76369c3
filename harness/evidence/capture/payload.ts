/** An IP packet's payload, which may have been cut, as described by its header. */
export interface Payload {
  readonly protocol: number;
  readonly bytes: Uint8Array;
  /** Before it was cut, in bytes. */
  readonly lengthBytes: number;
  readonly source: string;
  readonly destination: string;
  /** Identification field of the IPv4 header; null in IPv6. */
  readonly identification: number | null;
  /** Its place, if it is a fragment of a packet that was split; else null. */
  readonly fragment: { readonly identification: number; readonly offsetBytes: number } | null;
}
