import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildCapture, type FrameOptions } from "../fixtures/capture-builder.ts";
import { InvalidCaptureError, readCapture } from "./pcap.ts";

const frame: FrameOptions = {
  atMs: 1_700_000_000_123.5,
  from: "client",
  sequence: 1000,
  acknowledgement: 2000,
  flags: "PA",
  window: 251,
  payloadBytes: 1448,
  options: [1, 1, 8, 10, 0, 0, 0, 7, 0, 0, 0, 9],
};

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

describe("a capture", () => {
  test.each([
    { littleEndian: true, nanoseconds: true },
    { littleEndian: true, nanoseconds: false },
    { littleEndian: false, nanoseconds: true },
    { littleEndian: false, nanoseconds: false },
  ])("is read in either byte order and resolution: %o", (format) => {
    const { packets, framesSkipped, isCutShort } = readCapture(buildCapture([frame], format));
    expect(packets).toMatchObject([
      {
        source: "198.18.0.2 40000",
        destination: "198.18.1.2 7000",
        sequence: 1000,
        acknowledgement: 2000,
        window: 251,
        payloadBytes: 1448,
        flags: { psh: true, ack: true, syn: false, fin: false, rst: false, urg: false },
        options: { timestamps: { value: 7, echo: 9 }, windowScale: null },
      },
    ]);
    expect(packets[0]?.atMs).toBeCloseTo(frame.atMs, 3);
    expect({ framesSkipped, isCutShort }).toEqual({ framesSkipped: 0, isCutShort: false });
  });

  test.each([{ ipv6: true }, { vlan: true }, { ipv6: true, vlan: true }])(
    "has the lengths of its headers though payloads are cut: %o",
    (kind) => {
      const { packets } = readCapture(buildCapture([{ ...frame, ...kind }], { snapBytes: 96 }));
      expect(packets).toMatchObject([{ payloadBytes: 1448, sequence: 1000 }]);
    },
  );

  test("tells the options of a SYN and of selective acknowledgements", () => {
    const syn = [2, 4, 5, 180, 4, 2, 1, 3, 3, 7, 0, 0];
    const sack = [1, 1, 5, 10, 0, 0, 0, 10, 0, 0, 0, 20];
    const { packets } = readCapture(
      buildCapture([
        { ...frame, flags: "S", options: syn, payloadBytes: 0 },
        { ...frame, options: sack, payloadBytes: 0 },
      ]),
    );
    expect(packets.map(({ options }) => options)).toMatchObject([
      { maximumSegmentBytes: 1460, isSackPermitted: true, windowScale: 7, sackBlocks: [] },
      { maximumSegmentBytes: null, windowScale: null, sackBlocks: [[10, 20]] },
    ]);
  });

  test("that was cut off in a packet keeps those before it", () => {
    const whole = buildCapture([frame, frame]);
    const { packets, isCutShort } = readCapture(whole.subarray(0, whole.length - 5));
    expect(packets).toHaveLength(1);
    expect(isCutShort).toBe(true);
  });

  test("counts frames that hold neither a segment nor a datagram", () => {
    const bytes = buildCapture([frame, frame, frame]);
    bytes[24 + 16 + 14 + 9] = 47; // GRE
    const record = (bytes.length - 24) / 3;
    bytes[24 + record + 16 + 12] = 0x08; // ARP
    bytes[24 + record + 16 + 13] = 0x06;
    const { packets, framesSkipped } = readCapture(bytes);
    expect({ packets: packets.length, framesSkipped }).toEqual({ packets: 1, framesSkipped: 2 });
  });
});

describe("what is no capture is refused with what was expected", () => {
  const good = buildCapture([frame]);
  const changed = (offset: number, ...bytes: number[]) => {
    const copy = Buffer.from(good);
    copy.set(bytes, offset);
    return copy;
  };
  test.each([
    ["an empty file", Buffer.alloc(0), /found an empty file/],
    ["a header cut off", good.subarray(0, 10), /found 10 bytes/],
    ["text", Buffer.from("this is not a capture, but a text"), /found 74686973/],
    ["pcapng", changed(0, 0x0a, 0x0d, 0x0d, 0x0a), /found pcapng.*editcap/],
    ["another link type", buildCapture([frame], { linkType: 113 }), /found link type 113/],
    ["an absurd length", changed(32, 255, 255, 255, 127), /found one of 2147483647 bytes/],
  ])("%s", (_, bytes, message) => {
    expect(() => readCapture(bytes)).toThrow(InvalidCaptureError);
    expect(() => readCapture(bytes)).toThrow(message);
  });
});

describe("whatever the bytes, a capture is read or refused", () => {
  const readOrRefuse = (bytes: Uint8Array) => {
    try {
      return readCapture(bytes).packets.length;
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidCaptureError);
      return -1;
    }
  };

  test("random bytes, with and without a header before them", () => {
    const header = buildCapture([]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readOrRefuse(bytes);
        // A record needs 16 bytes, so there are no more packets than that allows.
        expect(readOrRefuse(Buffer.concat([header, bytes]))).toBeLessThanOrEqual(bytes.length / 16);
      }),
      { numRuns: 500 },
    );
  });

  test("a real capture with bytes changed anywhere", () => {
    const real = fixture("reset.client.pcap");
    const change = fc.tuple(fc.nat(real.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const copy = Buffer.from(real);
        for (const [offset, value] of changes) {
          copy[offset] = value;
        }
        for (const packet of packetsOf(copy)) {
          expect(packet.payloadBytes).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  function packetsOf(bytes: Uint8Array) {
    return readOrRefuse(bytes) < 0 ? [] : readCapture(bytes).packets;
  }
});
