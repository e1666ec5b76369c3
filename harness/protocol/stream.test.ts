import fc from "fast-check";
import { expect, test } from "vitest";
import { stream } from "./stream.ts";

test("every byte is owed at once, whatever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }), (pieces) => {
      const model = stream.startModel({ maxFrameBytes: 4 });
      let sentBytes = 0;
      for (const piece of pieces) {
        sentBytes += piece.length;
        expect(Buffer.concat(model.push(piece))).toEqual(Buffer.from(piece));
        expect(model.owedBytes).toBe(sentBytes);
      }
    }),
  );
});

test("a message is its payload", () => {
  const message = Uint8Array.of(1, 2, 3);
  stream.writeHeader(message, 3);
  expect(stream.headerBytes).toBe(0);
  expect(message).toEqual(Uint8Array.of(1, 2, 3));
});
