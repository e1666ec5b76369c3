import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counted, counting, shout, shouting } from "./fixtures/small-protocols.ts";
import { startModel } from "./model.ts";
import { completeProtocol, type Protocol } from "./protocol.ts";

const limits = { maxFrameBytes: 10 };

/** What is owed for each piece, in their order, and whether the connection must end. */
function owedFor(protocol: Protocol, pieces: readonly string[]) {
  const model = startModel(protocol, limits);
  const owed = pieces.map((piece) =>
    Buffer.concat(model.push(Buffer.from(piece, "latin1"))).toString("latin1"),
  );
  return { owed, owedBytes: model.owedBytes, refused: model.refused };
}

describe("messages that end with a byte", () => {
  test.each<{ title: string; pieces: readonly string[]; owed: readonly string[] }>([
    { title: "one", pieces: ["abc\n"], owed: ["ABC\n"] },
    { title: "two at once", pieces: ["a\nb\n"], owed: ["A\nB\n"] },
    { title: "one in pieces", pieces: ["a", "b", "\n"], owed: ["", "", "AB\n"] },
    { title: "an empty one", pieces: ["\n"], owed: ["\n"] },
    { title: "one and the beginning of another", pieces: ["a\nb", "c\nd"], owed: ["A\n", "BC\n"] },
    { title: "one of the cap", pieces: ["abcdefghij\n"], owed: ["ABCDEFGHIJ\n"] },
  ])("are answered: $title", ({ pieces, owed }) => {
    expect(owedFor(shouting, pieces)).toEqual({
      owed,
      owedBytes: owed.join("").length,
      refused: false,
    });
  });

  test.each<{ title: string; pieces: readonly string[]; owed: readonly string[] }>([
    { title: "above the cap", pieces: ["abcdefghijk\n"], owed: [""] },
    { title: "above the cap, without an end", pieces: ["abcdef", "ghijk"], owed: ["", ""] },
    { title: "behind good ones", pieces: ["a\nabcdefghijk\nb\n", "c\n"], owed: ["A\n", ""] },
  ])("are refused, and nothing behind them is owed: $title", ({ pieces, owed }) => {
    expect(owedFor(shouting, pieces)).toMatchObject({ owed, refused: true });
  });

  test("are answered alike however they are split", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 10 });
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(99)), (lines, cuts) => {
        const stream = lines.map((text) => `${text}\n`).join("");
        const places = [0, ...cuts.filter((cut) => cut < stream.length), stream.length];
        const ordered = places.sort((a, b) => a - b);
        const pieces = ordered.slice(1).map((end, index) => stream.slice(ordered[index], end));
        expect(owedFor(shouting, pieces).owed.join("")).toBe(stream.toUpperCase());
      }),
    );
  });
});

describe("an opening", () => {
  test("is answered by its own reply, and messages follow it", () => {
    expect(owedFor(counting, ["HELLO\n3:abc", "1:x"]).owed).toEqual(["WELCOME\n3:abc", "1:x"]);
  });

  test("may arrive in pieces", () => {
    expect(owedFor(counting, ["HEL", "LO\n2", ":ab"]).owed).toEqual(["", "WELCOME\n", "2:ab"]);
  });
});

describe("an opening of several rounds", () => {
  const twice = completeProtocol({
    ...counted,
    opening: [
      { send: "HELLO\n", reply: "WHO\n" },
      { send: "ME\n", reply: "WELCOME\n" },
    ],
  });

  test("is answered round by round, and messages follow it", () => {
    expect(owedFor(twice, ["HELLO\n", "ME\n1:x"]).owed).toEqual(["WHO\n", "WELCOME\n1:x"]);
  });

  test.each(["HULLO\n", "HELLO\nYOU\n"])("is refused where it is another: %j", (sent) => {
    expect(owedFor(twice, [sent])).toMatchObject({ refused: true });
  });
});

/** What is owed is the sum so far, and a `0` ends the connection. */
const summing = completeProtocol({
  name: "summing",
  title: "a digit, and the sum of all",
  measure: () => 1,
  startReplies() {
    let sum = 0;
    return (digit) => {
      sum += Number(Buffer.from(digit).toString());
      return digit[0] === 0x30 ? null : `${sum};`;
    };
  },
});

describe("the message that ends a connection", () => {
  const leaving = { send: "quit\n", reply: "BYE\n" };
  const polite = completeProtocol({ ...shout, closing: leaving });

  test.each<{ title: string; pieces: readonly string[]; owed: readonly string[] }>([
    { title: "alone", pieces: ["quit\n"], owed: ["BYE\n"] },
    { title: "in pieces", pieces: ["qu", "it\n"], owed: ["", "BYE\n"] },
    { title: "behind others", pieces: ["a\nquit\n"], owed: ["A\nBYE\n"] },
    { title: "before others", pieces: ["quit\na\n", "b\n"], owed: ["BYE\n", ""] },
  ])("is answered as it says, and nothing behind it is: $title", ({ pieces, owed }) => {
    expect(owedFor(polite, pieces)).toMatchObject({ owed, refused: true });
  });

  test("is no other that begins or ends like it", () => {
    expect(owedFor(polite, ["quits\n", "xquit\n"])).toMatchObject({
      owed: ["QUITS\n", "XQUIT\n"],
      refused: false,
    });
  });

  test("is owed nothing where no reply is named", () => {
    const silent = completeProtocol({ ...shout, closing: { send: "quit\n" } });
    expect(owedFor(silent, ["a\nquit\n"])).toMatchObject({ owed: ["A\n"], refused: true });
  });

  test("is owed what replies that depend on earlier messages say of it", () => {
    const { reply: _, ...others } = shout;
    const counting = completeProtocol({
      ...others,
      closing: { send: "quit\n" },
      startReplies: () => {
        let messages = 0;
        return (message) => {
          messages += 1;
          return message[0] === 0x71 ? { last: `${messages}\n` } : "";
        };
      },
    });
    expect(owedFor(counting, ["a\nquit\n"])).toMatchObject({ owed: ["2\n"], refused: true });
  });
});

test("replies may depend on earlier messages, and refuse one", () => {
  expect(owedFor(summing, ["12", "3", "04"])).toEqual({
    owed: ["1;3;", "6;", ""],
    owedBytes: 6,
    refused: true,
  });
});

describe("where a server may choose how it writes", () => {
  const spelled = completeProtocol({
    ...shout,
    startReplies: () => (message) => {
      const text = Buffer.from(message).toString("latin1").toLowerCase();
      return text === "bye\n" ? { last: text } : text;
    },
    startReader: () => (bytes) => {
      const text = Buffer.from(bytes).toString("latin1");
      return text.startsWith("no") || text === "bye\n"
        ? [{ farewell: text, answer: "bye\n" }]
        : [text, { answer: "ok\n" }];
    },
  });

  test("what is owed is what the reader makes of a reply", () => {
    expect(owedFor(spelled, ["ab\n"])).toMatchObject({ owed: ["ab\n"], owedBytes: 3 });
  });

  test("a farewell is owed at its place, and messages may follow it", () => {
    const model = startModel(spelled, limits);
    const owed = model.push(Buffer.from("a\nno\nb\n"));
    expect(Buffer.concat(owed).toString()).toBe("a\nno\nb\n");
    const places = [0, 1, 2, 3, 5].filter((offset) => model.owesFarewellAt(offset));
    expect({ places, refused: model.refused }).toEqual({ places: [2], refused: false });
  });

  test("the connection must end behind what is the last", () => {
    const model = startModel(spelled, limits);
    const owed = model.push(Buffer.from("a\nbye\nb\n"));
    expect(Buffer.concat(owed).toString()).toBe("a\nbye\n");
    expect(model.owesFarewellAt(2)).toBe(true);
    expect(model).toMatchObject({ refused: true, owedBytes: 6 });
  });
});

test("a model knows which message a client has begun", () => {
  const model = startModel(counting, limits);
  const begun = ["HELLO\n", "3", ":", "a", "bc", "2:xy-1:"].map((piece) => {
    model.push(Buffer.from(piece));
    return model.begun;
  });
  expect(begun).toEqual([null, { bytes: null }, { bytes: 5 }, { bytes: 5 }, null, null]);
});

test("a model reports each message that it takes, when what is owed for it is counted", () => {
  const taken: (readonly [number, number])[] = [];
  const model = startModel(counting, limits, (bytes) => taken.push([bytes, model.owedBytes]));
  for (const piece of ["HELLO\n3:", "abc1:x2", ":y"]) {
    model.push(Buffer.from(piece));
  }
  expect(taken).toEqual([
    [6, 8],
    [5, 13],
    [3, 16],
  ]);
});

test("a negative length is refused", () => {
  expect(owedFor(counting, ["HELLO\n-1:"])).toMatchObject({ owed: ["WELCOME\n"], refused: true });
});

test("what is owed stays as it is while the beginning of the next message is kept", () => {
  const model = startModel(counting, limits);
  model.push(Buffer.from("HELLO\n5:ab"));
  const [owed] = model.push(Buffer.from("cde3:xy"));
  model.push(Buffer.from("z9:"));
  expect(Buffer.from(owed ?? []).toString()).toBe("5:abcde");
});

test("a protocol whose measure finds a message of nothing is at fault, and no loop is endless", () => {
  const broken = completeProtocol({ name: "broken", title: "Broken", measure: () => 0 });
  expect(() => owedFor(broken, ["abc"])).toThrow("The protocol broken: measure: expected");
});

describe("the last message that a connection has", () => {
  /** A line `last` is the last, and what is behind a `?` may be refused. */
  const ending = completeProtocol({
    name: "ending",
    title: "lines that come back in capitals, up to the last",
    measure: shout.measure,
    startReplies: () => (line) => {
      const text = Buffer.from(line).toString();
      if (text.startsWith("?")) {
        return { last: text.toUpperCase(), optional: true };
      }
      return text === "last\n" ? { last: "LAST\n" } : text.toUpperCase();
    },
    interim: (beginning) => (beginning[0] === 0x2b ? "GO\n" : null),
    begun: (beginning) => Buffer.from(beginning.subarray(0, 2)).toString().toUpperCase(),
  });

  test("is answered, and nothing behind it", () => {
    expect(owedFor(ending, ["a\nlast\nb\n", "c\n"])).toEqual({
      owed: ["A\nLAST\n", ""],
      owedBytes: 7,
      refused: true,
    });
  });

  test.each([
    { title: "that may be refused", sent: "a\n?b\nc\n", optional: "?B\n" },
    {
      title: "that must be refused, to which a reply may have begun",
      sent: "a\nabcdefghijk\n",
      optional: "AB",
    },
  ])("may be answered: one $title", ({ sent, optional }) => {
    const model = startModel(ending, limits);
    const owed = model.push(Buffer.from(sent));
    expect(Buffer.concat(owed).toString()).toBe("A\n");
    expect(model).toMatchObject({ owedBytes: 2, refused: true });
    expect(Buffer.from(model.optional).toString()).toBe(optional);
  });

  test("and others may be owed something for their beginning, once", () => {
    expect(owedFor(ending, ["a\n+", "b", "\n+c\n"]).owed).toEqual(["A\nGO\n", "", "+B\nGO\n+C\n"]);
  });
});
