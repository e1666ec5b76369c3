import type { Protocol } from "./protocol.ts";

/** A part of what came back: bytes to be compared, or what a client answers or takes leave by. */
export type ReadPart =
  | Uint8Array
  | { readonly farewell?: Uint8Array; readonly answer?: Uint8Array };

/** Stands before what a server sent that cannot be read; its reason follows, and the bytes as they came. */
export const malformedMark = "malformed: ";

/**
 * Begins to read one direction of a connection in a protocol whose servers may choose how they write.
 * What cannot be read becomes a difference, and nothing behind it is read. `isEnd` says that the server has
 * sent a FIN.
 *
 * @returns null where bytes are compared as they are.
 */
export function startReading({
  startReader,
}: Protocol): ((bytes: Uint8Array, isEnd?: boolean) => readonly ReadPart[]) | null {
  if (startReader === null) {
    return null;
  }
  const read = startReader();
  let isBroken = false;
  const giveUp = (why: string, rest: Uint8Array): readonly ReadPart[] => {
    isBroken = true;
    return [Buffer.from(`${malformedMark}${why}\n`), rest];
  };
  return (bytes, isEnd = false) => {
    if (isBroken) {
      return [bytes];
    }
    try {
      return read(bytes, isEnd).flatMap((part): readonly ReadPart[] =>
        "malformed" in part ? giveUp(part.malformed, part.rest) : [part],
      );
    } catch (error) {
      return giveUp(error instanceof Error ? error.message : String(error), bytes);
    }
  };
}

/** @returns why the bytes at an offset cannot be read; null where they are not marked so. */
export function whyMalformed(bytes: Uint8Array, offset: number): string | null {
  const text = Buffer.from(bytes.subarray(offset)).toString("latin1");
  const [line = ""] = text.split("\n", 1);
  return line.startsWith(malformedMark) ? line : null;
}
