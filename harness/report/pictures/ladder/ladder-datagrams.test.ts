import { XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import type { Evidence } from "../../../evidence/evidence.ts";
import { serverPort, writeCapture } from "../../../evidence/fixtures/capture-builder.ts";
import { type DatagramFrame, datagramFrame } from "../../../evidence/fixtures/datagram-frames.ts";
import { makeSocket } from "../../../history/fixtures/datagram-builder.ts";
import { makeHistory } from "../../../history/fixtures/history-builder.ts";
import { ladder } from "./ladder.ts";

const file = (side: string) => ({ file: `${side}.pcap`, packets: 1, packetsCut: 0 });
const evidence: Evidence = {
  schemaVersion: 1,
  serverPort,
  capture: { clockOffsetMs: 0, client: file("client"), server: file("server") },
  whyNoCapture: null,
  sockets: [],
  whyNoSockets: null,
  processes: [],
  whyNoProcesses: null,
  systemCalls: null,
  whyNoSystemCalls: null,
  cut: [],
};

interface Sent extends Omit<DatagramFrame, "data"> {
  readonly atMs: number;
  readonly data: string;
  readonly lost?: true;
}

/** @returns every text of the picture of a socket `main` that sent those requests, one after another. */
function textsOf(requests: readonly string[], frames: readonly Sent[]): readonly string[] {
  const sides: Record<"client" | "server", { atMs: number; frame: Buffer }[]> = {
    client: [],
    server: [],
  };
  for (const { atMs, data, lost, ...options } of frames) {
    const frame = datagramFrame({ ...options, data: Buffer.from(data, "hex") });
    const isByClient = (options.from === "client") !== (options.unreachable === true);
    const [near, far] = isByClient
      ? (["client", "server"] as const)
      : (["server", "client"] as const);
    sides[near].push({ atMs, frame });
    if (lost === undefined) {
      sides[far].push({ atMs: atMs + 0.3, frame });
    }
  }
  const svg = ladder({
    title: "mine · udp/one-byte",
    history: makeHistory({
      protocol: "datagram",
      datagramSockets: [
        makeSocket("main", {
          sent: requests,
          to: { target: "server", address: "198.18.1.2", port: serverPort },
        }),
      ],
      events: [{ atMs: 5000, event: "closed", connection: "main" }],
    }),
    evidence,
    captures: { client: writeCapture(sides.client), server: writeCapture(sides.server) },
    broken: null,
  });
  expect(XMLValidator.validate(svg)).toBe(true);
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) =>
    text.replace(/^main: /, ""),
  );
}

test("requests and replies are told apart, with what was lost and sent again", () => {
  const texts = textsOf(
    ["aabb", "ccdd"],
    [
      { atMs: 10, from: "client", data: "aabb" },
      { atMs: 20, from: "server", data: "aabb" },
      { atMs: 30, from: "client", data: "ccdd", lost: true },
      { atMs: 300, from: "client", data: "ccdd" },
      { atMs: 310, from: "server", data: "ccdd" },
    ],
  );
  expect(texts).toEqual(
    expect.arrayContaining([
      "datagram 1 of 2 · 2 B",
      "reply to datagram 1 · 2 B",
      "lost: datagram 2 · 2 B",
      "again: datagram 2 of 2 · 2 B",
      "reply to datagram 2 · 2 B",
    ]),
  );
  expect(texts.join("\n")).toContain("5 datagrams, 1 lost, 1 sent again.");
});

test("what answers nothing, comes from elsewhere, or is an ICMP error is said", () => {
  const texts = textsOf(
    ["aabb"],
    [
      { atMs: 10, from: "client", data: "aabb" },
      { atMs: 20, from: "server", data: "aa" },
      { atMs: 40, from: "server", data: "aabb", serverPort: 5353 },
      { atMs: 60, from: "server", data: "aabb", unreachable: true },
    ],
  );
  expect(texts).toEqual(
    expect.arrayContaining([
      "no reply to any · 1 B",
      "reply to datagram 1 · 2 B · from 198.18.1.2:5353",
      "ICMP port unreachable",
    ]),
  );
});

test("many in a row are one band, with their numbers", () => {
  const requests = Array.from({ length: 300 }, (_, index) =>
    (index + 256).toString(16).padStart(4, "0"),
  );
  const texts = textsOf(
    requests,
    requests.map((data, index) => ({ atMs: 10 + index * 0.1, from: "client", data })),
  );
  expect(texts).toContain("300 datagrams 1–300 of 300 · 2 B each");
});
