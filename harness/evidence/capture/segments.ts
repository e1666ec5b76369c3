/** One TCP segment as its headers describe it (RFC 9293 §3.1). */
export interface Segment {
  /** `address port` of both ends. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  /** Null without ACK. */
  readonly acknowledgement: number | null;
  readonly flags: TcpFlags;
  /** Window field of the header, unscaled. */
  readonly window: number;
  /** Computed from the headers' lengths, so it is correct even if the capture cut the payload. */
  readonly payloadBytes: number;
  readonly options: TcpOptions;
  /** Identification field of the IPv4 header; null in IPv6. */
  readonly identification: number | null;
}

export interface TcpFlags {
  readonly fin: boolean;
  readonly syn: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  readonly ack: boolean;
  readonly urg: boolean;
}

/** Null or empty for absent options. */
interface TcpOptions {
  readonly maximumSegmentBytes: number | null;
  /** Bits to shift windows by, announced in a SYN. */
  readonly windowScale: number | null;
  readonly isSackPermitted: boolean;
  /** Edges of blocks: from a sequence number to another, exclusive. */
  readonly sackBlocks: readonly (readonly [number, number])[];
  readonly timestamps: { readonly value: number; readonly echo: number } | null;
}

const headerBytesMin = 20;

/** @returns null if the header is cut, or contradicts itself. */
export function readSegment(payload: {
  readonly bytes: Uint8Array;
  readonly lengthBytes: number;
  readonly source: string;
  readonly destination: string;
  readonly identification: number | null;
}): Segment | null {
  const { bytes, lengthBytes } = payload;
  if (bytes.length < headerBytesMin) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = (view.getUint8(12) >> 4) * 4;
  if (headerBytes < headerBytesMin || headerBytes > lengthBytes) {
    return null;
  }
  const bits = view.getUint8(13);
  const flags = {
    fin: (bits & 1) > 0,
    syn: (bits & 2) > 0,
    rst: (bits & 4) > 0,
    psh: (bits & 8) > 0,
    ack: (bits & 16) > 0,
    urg: (bits & 32) > 0,
  };
  const sourcePort = view.getUint16(0);
  const destinationPort = view.getUint16(2);
  return {
    source: `${payload.source} ${sourcePort}`,
    destination: `${payload.destination} ${destinationPort}`,
    sourcePort,
    destinationPort,
    sequence: view.getUint32(4),
    acknowledgement: flags.ack ? view.getUint32(8) : null,
    flags,
    window: view.getUint16(14),
    payloadBytes: lengthBytes - headerBytes,
    options: readOptions(bytes.subarray(headerBytesMin, headerBytes)),
    identification: payload.identification,
  };
}

const endOfList = 0;
const noOperation = 1;

function readOptions(bytes: Uint8Array): TcpOptions {
  const options: TcpOptions = {
    maximumSegmentBytes: null,
    windowScale: null,
    isSackPermitted: false,
    sackBlocks: [],
    timestamps: null,
  };
  let offset = 0;
  while (offset < bytes.length && bytes[offset] !== endOfList) {
    if (bytes[offset] === noOperation) {
      offset += 1;
      continue;
    }
    const length = bytes[offset + 1] ?? 0;
    if (length < 2 || offset + length > bytes.length) {
      break;
    }
    const value = new DataView(bytes.buffer, bytes.byteOffset + offset + 2, length - 2);
    Object.assign(options, readOption(bytes[offset] ?? 0, value));
    offset += length;
  }
  return options;
}

/** RFC 9293 §3.2, RFC 7323 and RFC 2018. Options of a wrong length are ignored. */
function readOption(kind: number, value: DataView): Partial<TcpOptions> {
  switch (`${kind} ${kind === 5 ? value.byteLength % 8 : value.byteLength}`) {
    case "2 2":
      return { maximumSegmentBytes: value.getUint16(0) };
    case "3 1":
      // RFC 7323 §2.3: a larger one counts as 14.
      return { windowScale: Math.min(14, value.getUint8(0)) };
    case "4 0":
      return { isSackPermitted: true };
    case "5 0":
      return {
        sackBlocks: Array.from({ length: value.byteLength / 8 }, (_, block) => [
          value.getUint32(block * 8),
          value.getUint32(block * 8 + 4),
        ]),
      };
    case "8 8":
      return { timestamps: { value: value.getUint32(0), echo: value.getUint32(4) } };
    default:
      return {};
  }
}
