import { readFileSync } from "node:fs";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../evidence/evidence.ts";
import {
  buildCapture,
  type FrameOptions,
  serverPort,
} from "../../../evidence/fixtures/capture-builder.ts";
import { makeConnection, makeHistory } from "../../../history/fixtures/history-builder.ts";
import type { History, HistoryEvent } from "../../../history/history.ts";
import { ladder } from "./ladder.ts";
import type { BrokenCheck, CaptureBytes } from "./options.ts";

const bytesMax = 200_000;
const probe = makeConnection("probe", { localPort: 40_001, connectingAtMs: 1e9 });

function evidenceAt(clockOffsetMs: number, cut = 0): Evidence {
  const file = (side: string) => ({ file: `${side}.pcap`, packets: 1, packetsCut: cut });
  return {
    schemaVersion: 1,
    serverPort,
    capture: { clockOffsetMs, client: file("client"), server: file("server") },
    whyNoCapture: null,
    sockets: [],
    whyNoSockets: null,
    processes: [],
    whyNoProcesses: null,
    systemCalls: null,
    whyNoSystemCalls: null,
    cut: [],
  };
}

function event(atMs: number, name: HistoryEvent["event"], rest: Partial<HistoryEvent> = {}) {
  return { atMs, event: name, connection: "main", ...rest };
}

function historyOf(localPort: number, facts: Partial<History> = {}): History {
  return makeHistory({
    connections: [makeConnection("main", { localPort }), probe],
    events: [
      event(0, "connecting"),
      event(0.2, "connected"),
      event(50, "wrote", { bytes: 3000 }),
      event(2000, "closed"),
    ],
    ...facts,
  });
}

/** A capture of a real loss, as the case of a client that lost its first data segment. */
const real = {
  captures: {
    client: readFileSync(
      new URL("../../../evidence/fixtures/lost-segment.client.pcap", import.meta.url),
    ),
    server: readFileSync(
      new URL("../../../evidence/fixtures/lost-segment.server.pcap", import.meta.url),
    ),
  },
  // Its first packet.
  evidence: evidenceAt(-1_795_182_999_253.558),
  localPort: 44_114,
};

const broken: BrokenCheck = {
  statement: "Every byte owed arrives.",
  expected: "3008 B echoed unchanged",
  observed: "8 of 3008 bytes",
  brokeAtMs: 70,
};

/** Every text of a picture, in the order of drawing. */
function textsOf(svg: string): readonly string[] {
  expect(XMLValidator.validate(svg)).toBe(true);
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text);
}

function draw(options: Partial<Parameters<typeof ladder>[0]> = {}): string {
  return ladder({
    title: "node loss/first-message",
    history: historyOf(real.localPort),
    evidence: real.evidence,
    captures: real.captures,
    broken: null,
    ...options,
  });
}

test("data is named by the messages that it carries", () => {
  const content = [4, 996, 996, 996].map((bytes) => ({ messages: 1, bytes }));
  const sent = [{ atMs: 0, content, seed: 1, bytes: 3008, withheldBytes: 0 }];
  const connections = [makeConnection("main", { localPort: real.localPort, sent }), probe];
  const texts = textsOf(draw({ history: { ...historyOf(real.localPort), connections } }));
  expect(texts).toContain("8 B · message 1 of 4 · seq 1");
  expect(texts).toContain("8 B · reply 1 of 4 · seq 1");
  expect(texts).toContain("1448 B · messages 3–4 of 4 · seq 1457");
});

describe("a ladder of a real capture", () => {
  test("shows the loss, what was sent again, and each end's doings", () => {
    const texts = textsOf(draw());
    expect(texts).toEqual(
      expect.arrayContaining([
        "lost: 1448 B · seq 9",
        "again: 1448 B · seq 9",
        "main: wrote 3000 B",
      ]),
    );
    expect(texts.filter((text) => text.startsWith("FIN"))).toHaveLength(2);
    expect(texts.join("\n")).toContain("21 segments, 1 lost, 1 retransmitted");
  });

  test("marks where the requirement broke, with what was expected and observed", () => {
    const texts = textsOf(draw({ broken }));
    const at = texts.indexOf("✗ Requirement broken here: Every byte owed arrives.");
    expect(texts.slice(at)).toEqual(
      expect.arrayContaining(["expected", broken.expected, "observed", broken.observed]),
    );
    expect(texts).toContain("70.000");
  });

  test("has a name and a description for those who cannot see it, and neither script nor link", () => {
    const svg = draw({ broken });
    const picture = new XMLParser({ ignoreAttributes: false }).parse(svg).svg;
    expect(picture["@_role"]).toBe("img");
    expect(picture.title).toBe("node loss/first-message");
    expect(picture.desc).toContain("1 lost, 1 retransmitted");
    expect(picture.desc).toContain(broken.observed);
    expect(svg).not.toMatch(/<script|href|url\(|@import|<foreignObject/);
  });

  test("brings its style along, unless the page has it", () => {
    expect(draw()).toContain("prefers-color-scheme:dark");
    expect(draw({ withStyle: false })).not.toContain("<style");
  });
});

describe("a ladder without segments says why", () => {
  test.each<[string, Evidence | null, CaptureBytes | null, RegExp]>([
    ["no evidence", null, null, /no capture: none was kept/],
    ["no capture", { ...real.evidence, capture: null, whyNoCapture: "no wire" }, null, /no wire/],
    [
      "a damaged capture",
      real.evidence,
      { client: Buffer.from("damaged, which is a pity"), server: real.captures.server },
      /cannot be read: expected classic pcap/,
    ],
  ])("%s", (_, evidence, captures, why) => {
    const texts = textsOf(draw({ evidence, captures }));
    expect(texts.join("\n")).toMatch(why);
    expect(texts).toContain("main: wrote 3000 B");
  });
});

describe("hostile strings stay text", () => {
  const hostile = `</text></svg><script>alert(1)</script>"'&\u0000\u202e\ud800 ${"x".repeat(5000)}`;

  test("wherever an implementation or a scenario can put them", () => {
    const svg = draw({
      title: hostile,
      broken: { statement: hostile, expected: hostile, observed: hostile, brokeAtMs: null },
      history: historyOf(real.localPort, {
        connections: [makeConnection(hostile, { localPort: real.localPort }), probe],
        events: [event(1, "connect-failed", { connection: hostile, detail: hostile })],
        samples: [
          { label: hostile, atMs: 2, connectionsMade: 0, implementation: null, sockets: null },
        ],
        restarts: [{ atMs: 3, readyAfterMs: 1, failure: hostile }],
      }),
    });
    textsOf(svg);
    expect(svg).not.toMatch(/<script|\p{Cc}|\p{Bidi_Control}/u);
    expect(svg.isWellFormed()).toBe(true);
    expect(svg.length).toBeLessThan(bytesMax);
  });
});

describe("however much there is, a ladder can be read", () => {
  function flood(count: number, lossEvery: number): CaptureBytes {
    const client: FrameOptions[] = [{ atMs: 1, from: "client", sequence: 0, flags: "S" }];
    const server = [...client];
    for (let index = 0; index < count; index += 1) {
      const atMs = 2 + index * 0.1;
      const data = { from: "client", sequence: 1 + index * 100, payloadBytes: 100 } as const;
      const frame = {
        ...data,
        atMs,
        flags: "PA",
        acknowledgement: 1,
        identification: index & 0xffff,
      };
      client.push(frame);
      if (lossEvery === 0 || index % lossEvery !== 0) {
        server.push({ ...frame, atMs: atMs + 0.02 });
      }
    }
    const end = { atMs: 3 + count * 0.1, from: "client", sequence: 1 + count * 100 } as const;
    client.push({ ...end, flags: "R" });
    server.push({ ...end, flags: "R" });
    return { client: buildCapture(client), server: buildCapture(server) };
  }

  test.each([
    ["alike", 0],
    ["every other one lost", 2],
    ["every hundredth lost", 100],
  ])("ten thousand segments, %s", (_, lossEvery) => {
    const svg = draw({
      captures: flood(10_000, lossEvery),
      evidence: evidenceAt(0),
      history: historyOf(40_000),
    });
    const texts = textsOf(svg);
    expect(svg.length).toBeLessThan(bytesMax);
    expect(texts.some((text) => text.includes("SYN"))).toBe(true);
    expect(texts.some((text) => text.includes("RST"))).toBe(true);
    expect(texts.some((text) => text.includes("lost: "))).toBe(lossEvery > 0);
    expect(texts.some((text) => / × /.test(text))).toBe(true);
  });

  test("two thousand events of a thousand connections", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `crowd#${index + 1}`);
    const svg = draw({
      evidence: null,
      captures: null,
      history: makeHistory({
        connections: names.map((name, index) => makeConnection(name, { localPort: 2000 + index })),
        events: names.flatMap((connection, index) => [
          event(index, "connecting", { connection }),
          event(index + 0.5, "closed", { connection }),
        ]),
      }),
    });
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["crowd × 999: connecting", "crowd × 999: closed"]),
    );
    expect(svg.length).toBeLessThan(bytesMax);
  });

  test("packets that were not kept are counted", () => {
    const texts = textsOf(
      draw({ evidence: { ...real.evidence, capture: evidenceAt(0, 7).capture } }),
    );
    expect(texts.join("\n")).toContain("14 packets were not kept");
  });
});
