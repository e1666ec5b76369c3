import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import type { ByteAmount, Duration } from "../../scenario/amount.ts";
import type { Step } from "../../scenario/step.ts";
import { formatAmount, formatDiagram, formatDuration } from "./diagram.ts";

const epilogue = [
  "  connections that are still open are closed; then, as after every scenario:",
  "  ── probe: connect ──────────────────────────────────────────────▶",
  "  ── probe: 1 message of 4 bytes ─────────────────────────────────▶",
  "  ◀─ probe: everything owed, within 2000 ms + 4 RTT ───────────────",
];

/** @returns the lines between the heading and the epilogue. */
function draw(...steps: readonly Step[]): readonly string[] {
  const [heading, ...lines] = formatDiagram({ steps: [...steps] }).split("\n");
  expect(heading).toMatch(/^client +server$/);
  expect(lines.slice(-epilogue.length)).toEqual(epilogue);
  return lines.slice(0, -epilogue.length);
}

test("steps inside a repeat and side by side are drawn inside their brackets", () => {
  const lines = draw(
    {
      do: "repeat",
      times: 20,
      steps: [
        { do: "connect", connection: "main" },
        {
          do: "together",
          branches: [
            [
              { do: "send", on: "main", content: [{ raw: "0000" }] },
              { do: "shutdownWrite", on: "main" },
            ],
            [{ do: "pause", duration: { ms: 300, roundTrips: 2 } }],
          ],
        },
      ],
    },
    { do: "awaitEnd", on: "main" },
  );
  expect(lines).toEqual([
    "  ┌ 20 times",
    "  │  ── main: connect ────────────────────────────────────────────▶",
    "  │  ┌ side by side",
    "  │  │  ── main: bytes 00 00 ─────────────────────────────────────▶",
    "  │  │  ── main: SHUT_WR (FIN) ───────────────────────────────────▶",
    "  │  ├ and",
    "  │  │  ·  wait 300 ms + 2 RTT",
    "  │  └",
    "  └",
    "  ◀─ main: end of the connection ──────────────────────────────────",
  ]);
});

describe("one step", () => {
  test.each<{ step: Step; line: string }>([
    { step: { do: "connect", connection: "main", count: 17 }, line: "── main: connect × 17 ─" },
    { step: { do: "abort", on: "main" }, line: "── main: abort (RST) ─" },
    { step: { do: "close", on: "main" }, line: "── main: close ─" },
    {
      step: { do: "awaitEcho", on: "main", deadline: { ms: 5 } },
      line: "◀─ main: everything owed, within 5 ms ─",
    },
    {
      step: { do: "ping", on: "main", count: 20, bytes: 16, every: { ms: 5 } },
      line: "◀─ main: ping of 16 bytes × 20 ─",
    },
    { step: { do: "stopReading", on: "main" }, line: "·  main: stop reading" },
    { step: { do: "resumeReading", on: "main" }, line: "·  main: resume reading" },
    {
      step: { do: "resumeReading", on: "main", bytesPerSecond: 32_000_000 },
      line: "·  main: resume reading, 32 MB/s",
    },
    {
      step: { do: "awaitQuiet", on: "main", quiet: { ms: 100 } },
      line: "·  main: listen for 100 ms",
    },
    { step: { do: "inspect", on: "main" }, line: "·  main: read TCP_INFO" },
    {
      step: { do: "sample", label: "before" },
      line: '·  sample "before" of memory, descriptors, sockets',
    },
  ])("$step.do is drawn as $line", ({ step, line }) => {
    const drawn = draw(step);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.slice(2, 2 + line.length)).toBe(line);
  });

  test.each<{ step: Step; line: string }>([
    {
      step: { do: "signal", name: "SIGTERM" },
      line: "  ·  SIGTERM to the implementation",
    },
    {
      step: { do: "awaitExit", deadline: { ms: 500 } },
      line: "  ·  the implementation ends, within 500 ms",
    },
    { step: { do: "restart" }, line: "  ·  start the implementation again" },
    {
      step: { do: "startSecond", deadline: { ms: 500 } },
      line: "  ·  start a second one on the same port",
    },
    {
      step: { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 500 } },
      line: '  ·  sample "after" until descriptors are as at "before", within 500 ms',
    },
  ])("$step.do, on the server, is drawn without an arrow", ({ step, line }) => {
    expect(draw(step)).toEqual([line]);
  });

  const loses = (facts: object): Step =>
    ({ do: "dropSegments", of: "data", direction: "toServer", ...facts }) as Step;

  test.each<{ step: Step; line: string }>([
    { step: { do: "blackhole" }, line: "the link loses every segment" },
    {
      step: { do: "blackhole", direction: "toServer" },
      line: "the link loses every segment towards the server",
    },
    {
      step: { do: "blackhole", direction: "toClient" },
      line: "the link loses every segment towards the client",
    },
    { step: loses({ nth: 2 }), line: "the link loses data segment 2 towards the server" },
    {
      step: loses({ nth: 2, count: 3 }),
      line: "the link loses data segments 2 to 4 towards the server",
    },
    {
      step: loses({ every: 20, direction: "toClient" }),
      line: "the link loses one data segment in 20 towards the client",
    },
    { step: loses({ of: "syn", nth: 1 }), line: "the link loses SYN 1 towards the server" },
    {
      step: loses({ of: "syn", nth: 1, count: 2, direction: "toClient" }),
      line: "the link loses SYN-ACKs 1 to 2 towards the client",
    },
    { step: { do: "restoreLink" }, line: "the link stops losing segments" },
  ])("$step.do, on the link, is drawn without an arrow: $line", ({ step, line }) => {
    expect(draw(step)).toEqual([`  ·  ${line}`]);
  });

  test("that sends until it is blocked takes two lines", () => {
    const lines = draw({
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: { maxFrames: 0.0625 },
      limit: { loopCapacity: 2 },
      quiet: { ms: 300, roundTrips: 4 },
    });
    expect(lines[0]).toMatch(/── main: messages of 0\.0625 × MAX, one after another ─*▶$/);
    expect(lines[1]).toBe(
      "  ·  until blocked for 300 ms + 4 RTT, at most 2 × all the sockets' buffers",
    );
  });
});

describe("what is sent", () => {
  type SendStep = Extract<Step, { do: "send" }>;

  test.each<{ content: SendStep["content"]; drawn: string }>([
    { content: [{ messages: 1, bytes: 5 }], drawn: "1 message of 5 bytes" },
    { content: [{ messages: 40, bytes: 1 }], drawn: "40 messages of 1 byte" },
    {
      content: [{ unfinished: 100, upTo: 7 }],
      drawn: "a message of 100 bytes, up to byte 7",
    },
    {
      content: [{ finishes: 9, from: 3 }],
      drawn: "the rest of a message of 9 bytes, after byte 3",
    },
    {
      content: [{ unfinished: 9, upTo: { payload: 3 } }],
      drawn: "a message of 9 bytes, up to byte 3 of its payload",
    },
    {
      content: [{ announces: 0xffff_ffff }],
      drawn: "announces 4294967295 bytes",
    },
    { content: [{ announces: "negative" }], drawn: "announces a negative length" },
    { content: [{ unacceptable: true }], drawn: "what must be refused" },
    { content: [{ closing: true }], drawn: "the protocol's closing" },
    {
      content: [{ fill: { maxFrames: 4 }, bytes: 100 }],
      drawn: "messages of 100 bytes, 4 × MAX in all",
    },
    {
      content: [{ raw: "ffffffff" }, { junkBytes: 8 }],
      drawn: "bytes ff ff ff ff, 8 bytes of junk",
    },
    {
      content: [{ raw: "5045204f4b0d0a" }, { raw: "ff", times: 9 }],
      drawn: 'bytes "PE OK\\r\\n", bytes ff, 9 times',
    },
    {
      content: [{ raw: "8185726177726177" }],
      drawn: 'bytes 81 85 "rawraw"',
    },
  ])("reads: $drawn", ({ content, drawn }) => {
    expect(draw({ do: "send", on: "main", content })[0]).toContain(`── main: ${drawn} ─`);
  });

  test.each<{ chunks: NonNullable<SendStep["chunks"]>; drawn: string }>([
    { chunks: { bytes: 1, gap: { ms: 2 } }, drawn: "in pieces of 1 byte, 2 ms apart" },
    { chunks: { bytes: 7, gap: { ms: 2 } }, drawn: "in pieces of 7 bytes, 2 ms apart" },
    {
      chunks: { cuts: [2, 4], gap: { ms: 50 } },
      drawn: "cut after byte 2 and byte 4, 50 ms apart",
    },
    {
      chunks: { cuts: ["half-header", "header"], gap: { ms: 50 } },
      drawn: "cut after half of its header and its header, 50 ms apart",
    },
    {
      chunks: { cutByIndex: true, gap: { roundTrips: 1 } },
      drawn: "cut once, after byte n on the nth connection, 1 RTT apart",
    },
    {
      chunks: { random: { min: 1, max: 9 }, gap: { ms: 0 } },
      drawn: "in pieces of 1 to 9 bytes, 0 ms apart",
    },
  ])("is drawn as sent $drawn", ({ chunks, drawn }) => {
    const lines = draw({ do: "send", on: "main", content: [{ raw: "00" }], chunks });
    expect(lines[1]).toBe(`  ·  ${drawn}`);
  });
});

test("a scenario that ends the implementation is drawn without a probe", () => {
  const lines = formatDiagram({ steps: [{ do: "restart" }], afterwards: "exited" }).split("\n");
  expect(lines.slice(1)).toEqual([
    "  ·  start the implementation again",
    "  connections that are still open are closed",
  ]);
});

test.each<[ByteAmount, string]>([
  [0, "0 bytes"],
  [1, "1 byte"],
  [{ maxFrames: 1 }, "1 × MAX"],
  [{ maxFrames: 1, plus: 1 }, "1 × MAX + 1 byte"],
  [{ maxFrames: 1, plus: -1 }, "1 × MAX − 1 byte"],
  [{ maxFrames: 1, loopCapacity: 2, plus: -5 }, "1 × MAX + 2 × all the sockets' buffers − 5 bytes"],
  [
    { maxFrames: 2, echoCapacity: 4, loopCapacity: 3, plus: 16 },
    "2 × MAX + 4 × the echo path's buffers + 3 × all the sockets' buffers + 16 bytes",
  ],
])("an amount of %o reads %s", (amount, text) => {
  expect(formatAmount(amount)).toBe(text);
});

test.each<[Duration, string]>([
  [{ ms: 5 }, "5 ms"],
  [{ roundTrips: 2 }, "2 RTT"],
  [{ ms: 500, roundTrips: 4 }, "500 ms + 4 RTT"],
  [{ ms: 2000, keepAlives: 1.25 }, "2000 ms + 1.25 × keep-alive"],
])("a duration of %o reads %s", (duration, text) => {
  expect(formatDuration(duration)).toBe(text);
});

test("arrows of one depth end in one column, whatever they say", () => {
  const name = fc.stringMatching(/^[a-z]{1,40}$/);
  fc.assert(
    fc.property(name, name, (first, second) => {
      const lines = draw({ do: "connect", connection: first }, { do: "abort", on: second });
      expect(lines[0]?.indexOf("▶")).toBe(lines[1]?.indexOf("▶"));
    }),
  );
});

test.each(catalogue)("$id can be drawn, on one line a step", (scenario) => {
  const lines = formatDiagram(scenario).split("\n");
  expect(lines.every((line) => /\S/.test(line) && !line.includes("undefined"))).toBe(true);
});

test("where the driver plays the server, it is named so, and no probe follows", () => {
  const lines = formatDiagram({
    steps: [
      { do: "listen" },
      { do: "startClient", client: "main" },
      { do: "accept", connection: "main" },
      { do: "awaitMessage", on: "main" },
      { do: "send", on: "main", content: [{ echo: "altered", upTo: { payload: 3 } }] },
      { do: "awaitExit", deadline: { deadlines: 1.5, ms: 10 } },
    ],
  }).split("\n");
  expect(lines[0]).toMatch(/^server \(the driver\) +client$/);
  expect(lines.slice(1).map((line) => line.replace(/[─▶◀·]/g, "").trim())).toEqual([
    "listen",
    'start the client, which is called "main"',
    "main: connect",
    "main: its message",
    "main: its echo, altered up to byte 3 of its payload",
    "the implementation ends, within 10 ms + 1.5 × its deadline",
    "what is still open is closed, and a client that still runs is ended",
  ]);
});
