import type { Datagram } from "./datagrams.ts";
import { readFrame } from "./frame.ts";
import type { Segment } from "./segments.ts";

/** The contents of a capture file. */
export interface CaptureContent {
  /** TCP segments in the order of the file. */
  readonly packets: readonly Packet[];
  /** Packets of UDP datagrams and errors about them, in the order of the file. */
  readonly datagrams: readonly DatagramPacket[];
  /** Number of frames with neither, or with a damaged one. */
  readonly framesSkipped: number;
  /** Whether the file ends inside a packet, for example because its writer was killed. */
  readonly isCutShort: boolean;
}

/** One TCP segment at one place. */
export interface Packet extends Segment {
  /** Since the Epoch, in ms; exact to a quarter of a microsecond. */
  readonly atMs: number;
}

/** A UDP datagram, or a part of one, at one place. */
export interface DatagramPacket extends Datagram {
  /** Since the Epoch, in ms; exact to a quarter of a microsecond. */
  readonly atMs: number;
}

const fileHeaderBytes = 24;
const recordHeaderBytes = 16;
/** No link has longer frames; libpcap refuses them too. */
const frameBytesMax = 262_144;
const ethernet = 1;

interface Format {
  readonly littleEndian: boolean;
  readonly fractionsPerMs: number;
}

const magics: ReadonlyMap<number, Format> = new Map([
  [0xa1b2c3d4, { littleEndian: false, fractionsPerMs: 1e3 }],
  [0xd4c3b2a1, { littleEndian: true, fractionsPerMs: 1e3 }],
  [0xa1b23c4d, { littleEndian: false, fractionsPerMs: 1e6 }],
  [0x4d3cb2a1, { littleEndian: true, fractionsPerMs: 1e6 }],
]);

/**
 * Reads a classic pcap file of Ethernet frames, in either byte order, of micro- or nanoseconds.
 * Frames cut by the snap length keep the lengths in their headers.
 *
 * @throws {InvalidCaptureError}
 */
export function readCapture(bytes: Uint8Array): CaptureContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = readFormat(view);
  const packets: Packet[] = [];
  const datagrams: DatagramPacket[] = [];
  let framesSkipped = 0;
  let offset = fileHeaderBytes;
  while (offset + recordHeaderBytes <= bytes.length) {
    const record = readRecord(view, offset, format);
    const start = offset + recordHeaderBytes;
    if (start + record.capturedBytes > bytes.length) {
      break;
    }
    const frame = bytes.subarray(start, start + record.capturedBytes);
    const content = readFrame(frame, record.frameBytes);
    if (content === null) {
      framesSkipped += 1;
    } else if (content.kind === "segment") {
      packets.push({ ...content.segment, atMs: record.atMs });
    } else {
      datagrams.push({ ...content.datagram, atMs: record.atMs });
    }
    offset = start + record.capturedBytes;
  }
  return { packets, datagrams, framesSkipped, isCutShort: offset < bytes.length };
}

function readFormat(view: DataView): Format {
  if (view.byteLength < fileHeaderBytes) {
    throw new InvalidCaptureError({
      expected: `a pcap file, which begins with a header of ${fileHeaderBytes} bytes`,
      found: view.byteLength === 0 ? "an empty file" : `${view.byteLength} bytes in all`,
      advice: "Its writer ended before anything was written: run the case again.",
    });
  }
  const magic = view.getUint32(0);
  const format = magics.get(magic);
  if (format === undefined) {
    const isNewer = magic === 0x0a0d0d0a;
    throw new InvalidCaptureError({
      expected: "classic pcap, which begins with a1b2c3d4 or a1b23c4d in either byte order",
      found: isNewer ? "pcapng" : magic.toString(16).padStart(8, "0"),
      advice: isNewer
        ? "Convert it with `editcap -F pcap in.pcapng out.pcap`."
        : "Is this file a capture at all?",
    });
  }
  const linkType = view.getUint32(20, format.littleEndian) & 0xffff;
  if (linkType !== ethernet) {
    throw new InvalidCaptureError({
      expected: `Ethernet frames (link type ${ethernet})`,
      found: `link type ${linkType}`,
      advice: "Capture on one interface, not on `any`.",
    });
  }
  return format;
}

function readRecord(view: DataView, offset: number, { littleEndian, fractionsPerMs }: Format) {
  const word = (index: number) => view.getUint32(offset + 4 * index, littleEndian);
  const capturedBytes = word(2);
  if (capturedBytes > frameBytesMax) {
    throw new InvalidCaptureError({
      expected: `frames of at most ${frameBytesMax} bytes`,
      found: `one of ${capturedBytes} bytes at offset ${offset}`,
      advice: "The file is damaged from there on: run the case again.",
    });
  }
  return { atMs: word(0) * 1000 + word(1) / fractionsPerMs, capturedBytes, frameBytes: word(3) };
}

/** The bytes are not a readable capture. */
export class InvalidCaptureError extends Error {
  override readonly name = "InvalidCaptureError";
  readonly code = "INVALID_CAPTURE";

  constructor({ expected, found, advice }: CaptureFault, options?: ErrorOptions) {
    super(`This capture cannot be read: expected ${expected}, found ${found}. ${advice}`, options);
  }
}

export interface CaptureFault {
  readonly expected: string;
  readonly found: string;
  readonly advice: string;
}
