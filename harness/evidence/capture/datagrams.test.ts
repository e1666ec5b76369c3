import { describe, expect, test } from "vitest";
import { serverPort, writeCapture } from "../fixtures/capture-builder.ts";
import { type DatagramFrame, datagramFrame } from "../fixtures/datagram-frames.ts";
import { readCapture } from "./pcap.ts";

const data = Buffer.from("a datagram of some bytes, which is longer than nothing");

function read(options: DatagramFrame, snapBytes = 128) {
  const content = readCapture(
    writeCapture([{ atMs: 5, frame: datagramFrame(options) }], { snapBytes }),
  );
  expect(content).toMatchObject({ packets: [], framesSkipped: 0 });
  expect(content.datagrams).toHaveLength(1);
  return content.datagrams[0];
}

const ends = {
  IPv4: { source: "198.18.0.2", destination: "198.18.1.2" },
  IPv6: { source: "2001:2::2", destination: "2001:2:0:1::2" },
};

describe.each([{ ipv6: false }, { ipv6: true }])("a datagram, $ipv6", ({ ipv6 }) => {
  const { source, destination } = ends[ipv6 ? "IPv6" : "IPv4"];
  const ports = { source: 40_000, destination: serverPort };

  test("is read with its ends and its data", () => {
    const datagram = read({ from: "client", data, ipv6 });
    expect(datagram).toMatchObject({ source, destination, ports, atMs: 5, icmp: null });
    expect(datagram).toMatchObject({ payloadBytes: data.length, fragmentOf: null, fragmentAt: 0 });
    expect(Buffer.from(datagram?.head ?? [])).toEqual(data);
  });

  test("may be empty", () => {
    const datagram = read({ from: "client", data: Buffer.alloc(0), ipv6 });
    expect(datagram).toMatchObject({ ports, payloadBytes: 0, icmp: null });
  });

  test("has its length though it was cut", () => {
    const datagram = read({ from: "client", data: Buffer.alloc(1400, 7), ipv6 });
    expect(datagram?.payloadBytes).toBe(1400);
    expect(datagram?.head).toHaveLength(128 - 14 - (ipv6 ? 40 : 20) - 8);
  });

  test("may be split: its ports are in the first fragment", () => {
    const long = Buffer.alloc(3000, 7);
    const parts = [
      { id: 9, from: 0, to: 1480 },
      { id: 9, from: 1480, to: 3008 },
    ].map((fragment) => read({ from: "client", data: long, ipv6, fragment }));
    expect(parts).toMatchObject([
      { source, ports, payloadBytes: 1472, fragmentOf: 9, fragmentAt: 0 },
      { source, ports: null, payloadBytes: 1528, fragmentOf: 9, fragmentAt: 1480 },
    ]);
  });

  test("for a closed port comes back in an ICMP error, from that port", () => {
    expect(read({ from: "server", data, ipv6, unreachable: true })).toMatchObject({
      source,
      destination,
      ports,
      payloadBytes: 0,
      icmp: "port unreachable",
    });
  });
});

test("an ICMP message about anything else is skipped", () => {
  const frame = datagramFrame({ from: "server", data, unreachable: true });
  frame[14 + 20] = 8; // Echo request
  expect(readCapture(writeCapture([{ atMs: 1, frame }]))).toMatchObject({
    datagrams: [],
    framesSkipped: 1,
  });
});
