import type { TimedSegment } from "../../evidence/replies/timed-segment.ts";
import { ObserverError, type ObserverProgram, startObserverProgram } from "./observer-program.ts";

/** Records when the segments of one case passed the server's side of the wire. */
export interface SegmentRecorder extends AsyncDisposable {
  /**
   * Stops recording.
   *
   * @throws {ObserverError} if the program has ended.
   */
  finish(): Promise<SegmentRecording>;
}

export interface SegmentRecording {
  /** Those that carry data or a SYN, in the order of their times. */
  readonly segments: readonly TimedSegment[];
  /** Why some are missing, or have wrong times; null if all is well. */
  readonly flaw: string | null;
}

export interface RecordedCase {
  readonly serverPort: number;
  /** When the case began, on the monotonic clock. */
  readonly epochNs: bigint;
}

export interface RecordedPlace {
  /** Words that start a program on the wire. */
  readonly enter: readonly string[];
  /** The interface at the server's side of the wire. */
  readonly device: string;
}

/**
 * Starts a program for one case. It exists no longer than that: a socket that records slows down
 * every segment, and so what other cases measure.
 *
 * @throws {ObserverError} if it cannot record.
 */
export async function startSegmentRecorder(
  { serverPort, epochNs }: RecordedCase,
  { enter, device }: RecordedPlace,
  environment: Readonly<Record<string, string>>,
): Promise<SegmentRecorder> {
  const words = ["times", device, String(serverPort), String(epochNs)];
  await using starting = new AsyncDisposableStack();
  // biome-ignore lint/nursery/useDisposables: the stack disposes of it.
  const program = starting.use(startObserverProgram({ enter, words }, environment));
  const { failure } = JSON.parse(await program.line()) as { readonly failure: string | null };
  if (failure !== null) {
    throw new ObserverError(`The kernel does not allow it: ${failure}.`);
  }
  const owned = starting.move();
  return {
    finish: () => finish(program),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What the program prints before the segments. */
interface Report {
  readonly segments: number;
  readonly cut: number;
  readonly droppedByKernel: number;
  readonly clockSetByNs: number;
}

async function finish(program: ObserverProgram): Promise<SegmentRecording> {
  program.command("end");
  const report = JSON.parse(await program.line()) as Report;
  const bytes = await program.bytes(report.segments * segmentBytes);
  const segments = Array.from({ length: report.segments }, (_, index) =>
    readSegment(bytes, index * segmentBytes),
  );
  return { segments, flaw: flawOf(report) };
}

/** `TimedSegment` in `observer/times.hpp`. */
const segmentBytes = 24;

function readSegment(bytes: Buffer, at: number): TimedSegment {
  return {
    atNs: Number(bytes.readBigInt64LE(at)),
    sequence: bytes.readUInt32LE(at + 8),
    payloadBytes: bytes.readUInt32LE(at + 12),
    clientPort: bytes.readUInt16LE(at + 16),
    toServer: bytes[at + 18] !== 0,
    syn: bytes[at + 19] !== 0,
    ipv6: bytes[at + 20] !== 0,
  };
}

/**
 * The clocks cannot be read at once, so that their difference seems to change by some microseconds;
 * a clock that is set changes by far more.
 */
const clockSetByNsMax = 100_000;

/** Segments are timed by the real-time clock, which may be set while they are. */
function flawOf({ cut, droppedByKernel, clockSetByNs }: Report): string | null {
  if (cut + droppedByKernel > 0) {
    return `${cut + droppedByKernel} segments found no room in the recording.`;
  }
  return Math.abs(clockSetByNs) > clockSetByNsMax
    ? `The real-time clock was set by ${clockSetByNs / 1e6} ms meanwhile.`
    : null;
}
