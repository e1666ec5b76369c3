import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A file is cut in its middle beyond twice this, in bytes. */
const endBytesMax = 4 * 1024 * 1024;

/** The tracer writes its last line when the traced process has ended. In ms. */
const lastLineMsMax = 1000;
const lookMs = 5;

const warning =
  "# Tracing stopped the process twice for each system call: it was slower than without, and\n" +
  "# anything that depends on timing may have turned out differently.\n";

/**
 * Waits until the tracer has completed a record of system calls, and cuts its middle if it is long.
 *
 * @returns how many bytes were left out; null when nothing was recorded.
 * @throws when the file cannot be read or written.
 */
export async function finishTrace(
  file: string,
  mostBytes = 2 * endBytesMax,
): Promise<number | null> {
  const limit = AbortSignal.timeout(lastLineMsMax);
  while (!isComplete(file) && !limit.aborted) {
    await delay(lookMs);
  }
  const ends = readEnds(file, mostBytes / 2);
  if (ends === null) {
    return null;
  }
  const { first, last, bytes } = ends;
  if (bytes === first.length + last.length) {
    writeFileSync(file, Buffer.concat([Buffer.from(warning), first, last]));
    return 0;
  }
  const head = first.subarray(0, first.lastIndexOf("\n") + 1);
  const tail = last.subarray(last.indexOf("\n") + 1);
  const cut = bytes - head.length - tail.length;
  const gap = Buffer.from(`# ${cut} bytes were left out here.\n`);
  writeFileSync(file, Buffer.concat([Buffer.from(warning), head, gap, tail]));
  return cut;
}

function isComplete(file: string): boolean {
  const ends = readEnds(file, 200);
  const text = ends === null ? "" : Buffer.concat([ends.first, ends.last]).toString();
  return ends === null || /\+\+\+ (exited with|killed by) [^\n]*\n$/.test(text);
}

interface Ends {
  readonly first: Buffer;
  /** The part that the first does not contain. */
  readonly last: Buffer;
  /** Size of the whole file. */
  readonly bytes: number;
}

/** @returns the first and the last bytes of a file; null when there is none. */
function readEnds(path: string, most: number): Ends | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(file);
    const first = Buffer.alloc(Math.min(size, most));
    const last = Buffer.alloc(Math.min(size - first.length, most));
    readSync(file, first, 0, first.length, 0);
    readSync(file, last, 0, last.length, size - last.length);
    return { first, last, bytes: size };
  } finally {
    closeSync(file);
  }
}
