import { describe, expect, test } from "vitest";
import { counted, shout } from "./fixtures/small-protocols.ts";
import { InvalidProtocolError, parseProtocol } from "./parse-protocol.ts";

test.each([shout, counted])("$name is a protocol", (definition) => {
  expect(parseProtocol(definition, "mine.ts")).toMatchObject({ name: definition.name });
});

test("what is left out has a default", () => {
  const protocol = parseProtocol({ name: "plain", title: "Plain", measure, boundaries: false }, "");
  expect(protocol).toMatchObject({
    alphabet: null,
    mask: null,
    startReplies: null,
    interim: null,
    begun: null,
    startReader: null,
    lengths: null,
    unacceptable: null,
    cap: true,
    boundaries: false,
    halfClose: true,
    early: false,
    opening: [],
    patienceMs: Number.POSITIVE_INFINITY,
    contract: null,
  });
  expect([...protocol.header(5, 1), ...protocol.trailer(5, 1)]).toEqual([]);
});

function measure(bytes: Uint8Array) {
  return bytes.length;
}

function problemOf(data: unknown): string {
  try {
    parseProtocol(data, "mine.ts");
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidProtocolError);
    const [heading, ...problems] = (error as Error).message.split("\n");
    expect(heading).toBe("mine.ts does not define a protocol (see docs/protocols.md):");
    return problems.map((problem) => problem.trim()).join("; ");
  }
  throw new Error("It was accepted.");
}

describe("a broken module is refused with the field, what was expected and what was found", () => {
  test.each<{ title: string; data: unknown; problem: string }>([
    {
      title: "no default export",
      data: undefined,
      problem: "default export: expected defineProtocol({ … }), found nothing",
    },
    {
      title: "a function",
      data: () => shout,
      problem: "default export: expected defineProtocol({ … }), found a function",
    },
    {
      title: "a patience of nothing",
      data: { ...shout, patienceMs: 0 },
      problem: "patienceMs: expected a number of milliseconds above 0, found 0",
    },
    {
      title: "an empty contract",
      data: { ...shout, contract: "" },
      problem: 'contract: expected a few sentences, found ""',
    },
    {
      title: "no name",
      data: { ...shout, name: undefined },
      problem: "name: expected a name such as memcached, found nothing",
    },
    {
      title: "a name that is none",
      data: { ...shout, name: "My Protocol" },
      problem: 'name: expected a name such as memcached, found "My Protocol"',
    },
    {
      title: "an empty title",
      data: { ...shout, title: "" },
      problem: 'title: expected a few words, found ""',
    },
    {
      title: "no measure",
      data: { ...shout, measure: undefined },
      problem: "measure: expected a function, found nothing",
    },
    {
      title: "a header that is not made",
      data: { ...counted, header: "5:" },
      problem: 'header: expected a function, found "5:"',
    },
    {
      title: "a trailer that is a number",
      data: { ...shout, trailer: 10 },
      problem: "trailer: expected a string, a Uint8Array or a function, found 10",
    },
    {
      title: "an empty alphabet",
      data: { ...shout, alphabet: "" },
      problem: 'alphabet: expected a string or a Uint8Array that is not empty, found ""',
    },
    {
      title: "a capability that is true",
      data: { ...shout, halfClose: true },
      problem: "halfClose: expected false, or nothing, found true",
    },
    {
      title: "an early that is false",
      data: { ...shout, early: false },
      problem: "early: expected true, or nothing, found false",
    },
    {
      title: "lengths without the largest",
      data: { ...counted, lengths: {} },
      problem: "lengths: expected { most: a whole number, negative?: bytes }, found {}",
    },
    {
      title: "an opening that sends nothing",
      data: { ...counted, opening: { send: "", reply: "hello" } },
      problem:
        'opening: expected { send: bytes, reply: bytes }, of which send is not empty, or a list of such, found {"send":"","reply":"hello"}',
    },
    {
      title: "an opening of no rounds",
      data: { ...counted, opening: [] },
      problem:
        "opening: expected { send: bytes, reply: bytes }, of which send is not empty, or a list of such, found []",
    },
    {
      title: "a closing that sends nothing",
      data: { ...shout, closing: { send: "" } },
      problem:
        'closing: expected { send: bytes that are not empty, reply?: bytes }, found {"send":""}',
    },
    {
      title: "two kinds of replies",
      data: { ...shout, startReplies: () => () => "" },
      problem: "startReplies: expected nothing beside reply, found a function",
    },
    {
      title: "a field that is none",
      data: { ...shout, tail: "\n" },
      problem:
        "tail: expected one of the fields name, title, measure, header, trailer, alphabet, mask, reply, startReplies, interim, begun, startReader, lengths, unacceptable, cap, boundaries, halfClose, dropsUnanswered, datagrams, early, opening, closing, patienceMs, contract",
    },
    {
      title: "two problems",
      data: { ...shout, name: 5, title: 6 },
      problem:
        "name: expected a name such as memcached, found 5; title: expected a few words, found 6",
    },
  ])("$title", ({ data, problem }) => {
    expect(problemOf(data)).toBe(problem);
  });
});

describe("a module whose functions contradict one another is refused", () => {
  test.each<{ title: string; data: unknown; problem: string }>([
    {
      title: "a measure that forgets the trailer",
      data: { ...shout, measure: (bytes: Uint8Array) => bytes.indexOf(0x0a) },
      problem: "measure: expected 2 for a message of 1 bytes of payload, found 1",
    },
    {
      title: "a measure that does not wait",
      data: { name: "hasty", title: "Hasty", trailer: "\n", measure },
      problem: 'measure: expected "more" or 2 for the first 1 bytes of a message of 2, found 1',
    },
    {
      title: "a measure that takes two messages for one",
      data: {
        ...shout,
        measure: (bytes: Uint8Array) => (bytes.at(-1) === 0x0a ? bytes.length : "more"),
      },
      problem: "measure: expected 2 for two such messages, found 4",
    },
    {
      title: "a header that returns a number",
      data: { ...counted, header: (payloadBytes: number) => payloadBytes },
      problem: "header: expected a string or a Uint8Array to be returned, found 1",
    },
    {
      title: "a header whose length depends on the mark",
      data: { ...shout, header: (_: number, mark: number) => `${mark}` },
      problem: "header: expected the same length whatever the mark, found two",
    },
    {
      title: "a reply that returns nothing",
      data: { ...shout, reply: () => undefined },
      problem: "reply: expected a string or a Uint8Array to be returned",
    },
    {
      title: "replies that refuse what the protocol itself makes",
      data: { ...counted, startReplies: () => () => null },
      problem: "startReplies: expected an answer to a message of the protocol, found null",
    },
    {
      title: "a reader that cannot read what is owed",
      data: {
        ...shout,
        startReader: () => (rest: Uint8Array) => [{ malformed: "no letter", rest }],
      },
      problem: 'startReader: expected what is owed to be readable, found "malformed: no letter"',
    },
    {
      title: "a reader that depends on how the bytes are split",
      data: { ...shout, startReader: () => (bytes: Uint8Array) => [bytes, ";"] },
      problem: "startReader: expected the same parts however the bytes are split, found others",
    },
    {
      title: "a mask that changes where a message ends",
      data: { ...shout, mask: (payload: Uint8Array) => payload.fill(0x0a) },
      problem: "measure: expected 2 for a message of 1 bytes of payload, found 1",
    },
    {
      title: "a length that nobody refuses",
      data: { ...shout, measure: shortOrLong, unacceptable: () => "abc" },
      problem: 'measure: expected "refused" for what is unacceptable, found "more"',
    },
    {
      title: "a closing that is no message",
      data: { ...shout, closing: { send: "bye" } },
      problem: 'measure: expected 3 for what closing sends, found "more"',
    },
    {
      title: "a closing behind which the connection goes on",
      data: {
        ...shout,
        reply: undefined,
        startReplies: () => (message: Uint8Array) => message,
        closing: { send: "bye\n" },
      },
      problem: "startReplies: expected { last }, or null, for what closing sends, found a reply",
    },
    {
      title: "a reader that cannot read the answer to a closing",
      data: {
        ...shout,
        closing: { send: "bye\n", reply: "BYE" },
        startReader: () => (rest: Uint8Array) =>
          Buffer.from(rest).includes("BYE") ? [{ malformed: "no line", rest }] : [rest],
      },
      problem: 'startReader: expected what is owed to be readable, found "malformed: no line"',
    },
    {
      title: "a function that throws",
      data: {
        ...shout,
        reply() {
          throw new Error("not yet");
        },
      },
      problem: "a function of it threw: not yet",
    },
  ])("$title", ({ data, problem }) => {
    expect(problemOf(data)).toBe(problem);
  });
});

function shortOrLong(bytes: Uint8Array) {
  const end = bytes.indexOf(0x0a);
  return end < 0 ? ("more" as const) : end + 1;
}
