import type { Fault } from "./fault.ts";

interface EchoOptions {
  readonly fault: Fault;
  readonly maxFrameBytes: number;
}

/** What has come back of a message. */
interface Echo extends EchoOptions {
  readonly expected: Buffer;
  received: Buffer;
  reads: number;
  text: string;
  printed: number;
  complete: boolean;
  /** What came since it was asked last. */
  fresh(): Buffer;
  payload(): Buffer;
}

export function startEcho(expected: Buffer, options: EchoOptions): Echo {
  return {
    ...options,
    expected,
    received: Buffer.alloc(0),
    reads: 0,
    text: "",
    printed: 4,
    complete: false,
    fresh() {
      const from = this.printed;
      this.printed = Math.max(from, this.received.length);
      return this.received.subarray(from);
    },
    payload() {
      return this.fault === "decodes-each-read"
        ? Buffer.from(this.text)
        : this.received.subarray(4);
    },
  };
}

/**
 * @returns whether the whole echo is there.
 * @throws {Error} for bytes that are none of it.
 */
export function readEcho(echo: Echo, bytes: Buffer): boolean {
  const before = echo.received.length;
  echo.received = Buffer.concat([echo.received, bytes]);
  echo.reads += 1;
  echo.text += bytes.subarray(Math.max(0, 4 - before)).toString();
  refuseLength(echo);
  const { received, expected, fault } = echo;
  if (fault === "ignores-the-rest") {
    echo.received = received.subarray(0, 4 + expected.length);
  }
  refuseBytes(echo);
  if (fault === "one-read-is-the-echo" && received.length < 4 + expected.length) {
    throw new Error("the echo is too short");
  }
  echo.complete = echo.received.length === 4 + expected.length;
  return echo.complete;
}

function refuseLength({ received, expected, maxFrameBytes, fault }: Echo): void {
  if (received.length < 4) {
    return;
  }
  const length = received.readUInt32BE();
  if (length > maxFrameBytes && fault !== "trusts-lengths") {
    throw new Error(`a length of ${length} bytes is above the cap`);
  }
  if (length !== expected.length && fault !== "trusts-lengths") {
    throw new Error("the echo has another length");
  }
}

function refuseBytes({ received, expected, fault }: Echo): void {
  const payload = received.subarray(4);
  if (payload.length > expected.length) {
    throw new Error("the server sent more than the echo");
  }
  const isAlike = asCompared(payload, fault).equals(
    asCompared(expected.subarray(0, payload.length), fault),
  );
  if (!isAlike && fault !== "length-is-enough") {
    throw new Error("the echo differs");
  }
}

function asCompared(text: Buffer, fault: Fault): Buffer {
  return fault === "ignores-case" ? Buffer.from(text.toString("latin1").toLowerCase()) : text;
}
