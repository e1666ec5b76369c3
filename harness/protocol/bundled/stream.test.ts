import fc from "fast-check";
import { expect, test } from "vitest";
import { stream } from "../fixtures/bundled.ts";
import { startModel } from "../model.ts";

test("every byte is owed at once, whatever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }), (pieces) => {
      const model = startModel(stream, { maxFrameBytes: 4 });
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
  expect([stream.header(3, 1), stream.trailer(3, 1)]).toEqual([new Uint8Array(), new Uint8Array()]);
});
