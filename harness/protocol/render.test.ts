import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaseContext } from "../scenario/amount.ts";
import type { Content, Cut } from "../scenario/content.ts";
import { framed, stream } from "./fixtures/bundled.ts";
import { deriveSeed } from "./random.ts";
import { rawPieceBytes, renderContent } from "./render.ts";

const context: CaseContext = {
  seed: 1,
  roundTripMs: 0,
  lossy: false,
  slowestKbit: null,
  maxFrameBytes: 1024,
  keepAliveMs: 0,
  echoCapacityBytes: 10_000,
  loopCapacityBytes: 20_000,
};

function render(content: readonly Content[], seed = 1): readonly string[] {
  return Array.from(renderContent(framed, { content, seed }, context), (piece) =>
    Buffer.from(piece).toString("hex"),
  );
}

const anyContent: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ messages: fc.integer({ min: 1, max: 5 }), bytes: fc.nat(40) }),
  fc.record({ unfinished: fc.nat(40), upTo: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ finishes: fc.nat(40), from: fc.constantFrom("half-header", "header") }),
  fc.record({ fill: fc.nat(300), bytes: fc.nat(40) }),
  fc.record({
    raw: fc.uint8Array({ minLength: 1 }).map((raw) => Buffer.from(raw).toString("hex")),
  }),
  fc.record({ junkBytes: fc.nat(40) }),
);

test("the same seed makes the same bytes", () => {
  const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(fc.array(anyContent, { maxLength: 4 }), anySeed, (content, seed) => {
      expect(render(content, seed)).toEqual(render(content, seed));
    }),
  );
});

test("the seeds of different connections and parts make different bytes", () => {
  const content = [{ messages: 3, bytes: 16 }];
  const rendered = ["main#1", "main#2", "other"].flatMap((name) =>
    [0, 1, 2].flatMap((part) => render(content, deriveSeed(context.seed, name, part))),
  );
  expect(new Set(rendered)).toHaveLength(27);
});

test("the messages of a repeated fill are equal, and others differ", () => {
  const fill = { fill: 60, bytes: 16 };
  expect(new Set(render([fill]))).toHaveLength(3);
  const repeated = render([{ ...fill, repeated: true }]);
  expect(repeated).toHaveLength(3);
  expect(new Set(repeated)).toEqual(new Set(render([fill]).slice(0, 1)));
});

test("equal items of one send make different bytes", () => {
  const [first, second] = render([{ junkBytes: 16 }, { junkBytes: 16 }]);
  expect(first).not.toBe(second);
});

describe("messages", () => {
  test("are as many as asked for, each a whole message of that size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(300), (messages, bytes) => {
        const header = bytes.toString(16).padStart(8, "0");
        const rendered = render([{ messages, bytes }]);
        expect(rendered).toHaveLength(messages);
        for (const message of rendered) {
          expect(message).toHaveLength(8 + 2 * bytes);
          expect(message.startsWith(header)).toBe(true);
        }
      }),
    );
  });

  test("take their size from the case", () => {
    const [message] = render([{ messages: 1, bytes: { maxFrames: 0.5, plus: 1 } }]);
    expect(message?.slice(0, 8)).toBe("00000201");
  });

  test("of seeded sizes lie between the bounds, both included", () => {
    const content = [{ messages: 200, bytes: { min: 2, max: { plus: 5 } } }];
    const sizes = render(content).map((message) => message.length / 2 - 4);
    expect(new Set(sizes)).toEqual(new Set([2, 3, 4, 5]));
    expect(render(content)).toEqual(render(content));
  });

  test("are made one at a time, however many there are", () => {
    const pieces = renderContent(
      framed,
      { content: [{ messages: 1_000_000, bytes: 4 }], seed: 1 },
      context,
    );
    expect(pieces.next().value).toHaveLength(8);
  });
});

describe("a message that is cut", () => {
  test.each<{ cut: Cut; sizes: readonly [number, number] }>([
    { cut: 3, sizes: [3, 11] },
    { cut: "half-header", sizes: [2, 12] },
    { cut: "header", sizes: [4, 10] },
    { cut: { payload: 7 }, sizes: [11, 3] },
    { cut: 99, sizes: [14, 0] },
  ])("at $cut is of $sizes bytes", ({ cut, sizes }) => {
    const parts = render([
      { unfinished: 10, upTo: cut },
      { finishes: 10, from: cut },
    ]);
    expect(parts.map((part) => part.length / 2)).toEqual(sizes);
    expect(parts.join("").slice(0, 8)).toBe("0000000a");
  });

  test("begins as the whole one does", () => {
    const [whole] = render([{ messages: 1, bytes: 10 }]);
    const [begun = ""] = render([{ unfinished: 10, upTo: { payload: 5 } }]);
    expect(whole?.startsWith(begun)).toBe(true);
  });
});

describe("what a server must refuse", () => {
  test.each<{ content: Content; bytes: string }>([
    { content: { announces: 0x8000_0000 }, bytes: "80000000" },
    { content: { announces: { maxFrames: 1, plus: 1 } }, bytes: "00000401" },
    { content: { unacceptable: true }, bytes: "ffffffff" },
  ])("$content is $bytes", ({ content, bytes }) => {
    expect(render([content])).toEqual([bytes]);
  });

  test.each<Content>([
    { announces: 5 },
    { announces: "negative" },
    { unacceptable: true },
    { closing: true },
    { opening: true },
  ])("%o cannot be expressed without messages", (content) => {
    expect(() => [...renderContent(stream, { content: [content], seed: 1 }, context)]).toThrow(
      "The protocol stream cannot express",
    );
  });
});

describe("a fill", () => {
  test("reaches its amount with the fewest whole messages", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(200), (fill, bytes) => {
        const sizes = render([{ fill, bytes }]).map((piece) => piece.length / 2);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(sizes.every((size) => size === bytes + 4)).toBe(true);
        expect(total).toBeGreaterThanOrEqual(fill);
        expect(total - (sizes.at(-1) ?? 0)).toBeLessThan(Math.max(1, fill));
      }),
    );
  });

  test("of messages that are empty on the wire ends with nothing", () => {
    const pieces = renderContent(
      stream,
      { content: [{ fill: 100, bytes: 0 }, { raw: "aa" }], seed: 1 },
      context,
    );
    expect([...pieces]).toEqual([Uint8Array.of(0xaa)]);
  });

  test("of empty messages that have a header reaches its amount", () => {
    expect(render([{ fill: 10, bytes: 0 }])).toEqual(["00000000", "00000000", "00000000"]);
  });

  test("takes its amount from the case", () => {
    expect(render([{ fill: { echoCapacity: 1 }, bytes: 96 }])).toHaveLength(100);
  });
});

test("messages that are empty on the wire are as many as asked for", () => {
  const pieces = renderContent(stream, { content: [{ messages: 3, bytes: 0 }], seed: 1 }, context);
  expect([...pieces].map((piece) => piece.length)).toEqual([0, 0, 0]);
});

test("raw bytes go out as often as they are to, in pieces of a bounded size", () => {
  expect(render([{ raw: "00ff", times: 3 }])).toEqual(["00ff00ff00ff"]);
  const pieces = render([{ raw: "01020304050607", times: 30_000 }]);
  expect(pieces.join("")).toBe("01020304050607".repeat(30_000));
  expect(Math.max(...pieces.map(({ length }) => length / 2))).toBe(rawPieceBytes - 2);
});

test("raw bytes go out as they are written", () => {
  expect(render([{ raw: "00ff10" }])).toEqual(["00ff10"]);
});

test("items go out in their order", () => {
  const sizes = render([{ raw: "aa" }, { messages: 2, bytes: 1 }, { junkBytes: 3 }]).map(
    (piece) => piece.length / 2,
  );
  expect(sizes).toEqual([1, 5, 5, 3]);
});
