import { expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { readCapture } from "../../evidence/capture/pcap.ts";
import { joinCaptures } from "../../evidence/crossings/join.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import { openNetnsLab } from "../netns/lab.ts";

const environment = toolEnvironment();
const serverPort = 9999;

/** Sends one datagram to a port on which nobody listens, and ends when ICMP has said so. */
const askNobody = `
  const [, address, port, family] = process.argv;
  const socket = require("node:dgram").createSocket(family);
  socket.on("error", () => socket.close());
  socket.connect(Number(port), address, () => socket.send(Buffer.alloc(4000, 7)));
`;

test.each([
  { family: "udp4", fragments: 3 },
  { family: "udp6", fragments: 3 },
])(
  "a datagram in fragments, and the error that it brings, over $family",
  async ({ family, fragments }) => {
    const signal = new AbortController().signal;
    await using lab = await openNetnsLab({ environment, fixedPort: null, signal });
    await using observer = await lab.startObserver();
    observer.begin({ serverPort, epochNs: process.hrtime.bigint() });
    const address = family === "udp4" ? lab.serverAddress : (lab.serverAddressIpv6 ?? "");
    const words = [process.execPath, "-e", askNobody, address, String(serverPort), family];
    expect(await runInHost(lab.client, environment, words)).toMatchObject({ status: 0 });
    const report = await observer.end();
    const { client, server } = await observer.files();
    expect(report.client?.toServer).toMatchObject({ segments: fragments, payloadBytes: 4000 });
    expect(report.server?.toServer).toEqual(report.client?.toServer);
    const joined = joinCaptures(readCapture(client), readCapture(server), {
      serverPort,
      clockOffsetMs: 0,
      packetsBeforeGap: { client: null, server: null },
    });
    expect(joined.framesSkipped).toBe(0);
    expect(joined.sockets).toMatchObject([
      {
        crossings: [
          { direction: "toServer", fate: "arrived", payloadBytes: 4000, fragments, icmp: null },
          { direction: "toClient", fate: "arrived", icmp: "port unreachable" },
        ],
      },
    ]);
  },
);
