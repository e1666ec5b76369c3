import { createSocket } from "node:dgram";
import { describe, expect, test } from "vitest";
import type { DatagramSocketHistory } from "../../history/datagram-history.ts";
import type { Step } from "../../scenario/step.ts";
import {
  type DatagramScript,
  echoDatagram,
  portNobodyServes,
  serveDatagrams,
} from "../fixtures/datagram-server.ts";
import { playSteps } from "../fixtures/play-steps.ts";

/** Longer than any test takes, so that an expired deadline is a failure. In ms. */
const generous = { ms: 20_000 };

const open: Step = { do: "openSockets", sockets: "main" };
const send = (...sizes: readonly number[]): Step => ({
  do: "sendDatagrams",
  on: "main",
  content: sizes.map((bytes) => ({ messages: 1, bytes })),
});
const awaitReplies: Step = { do: "awaitReplies", on: "main", deadline: generous };
const giveUpSoon: Step = { do: "awaitReplies", on: "main", deadline: { ms: 60 } };

/** @returns the sockets of a play, the epilogue's probe last. */
async function playAgainst(
  script: DatagramScript,
  steps: readonly Step[],
): Promise<readonly DatagramSocketHistory[]> {
  await using server = await serveDatagrams(script);
  const { datagramSockets } = await playSteps(server.port, steps, { protocol: "datagram" });
  return datagramSockets;
}

/** @returns what became of the socket `main`. */
async function mainAgainst(
  script: DatagramScript,
  steps: readonly Step[],
): Promise<DatagramSocketHistory> {
  const [main] = await playAgainst(script, steps);
  if (main === undefined) {
    throw new Error("No socket was opened.");
  }
  return main;
}

describe("datagrams that are answered", () => {
  test("are recorded with their replies, the empty one too", async () => {
    const main = await mainAgainst(echoDatagram, [open, send(3, 0, 1400), awaitReplies]);
    expect(main.sent).toMatchObject([{ copies: [1, 1, 1] }]);
    expect(main.replies.map(({ bytes }) => bytes)).toEqual([3, 0, 1400]);
    expect(main.replies.flatMap(({ from, head }) => [from, head])).toEqual(
      Array(6).fill(undefined),
    );
    expect(main.waits).toMatchObject([{ satisfied: true, requests: 3, answered: 3 }]);
  });

  test("are followed by a probe from a fresh socket", async () => {
    const sockets = await playAgainst(echoDatagram, [open, send(3), awaitReplies]);
    expect(sockets.map(({ name }) => name)).toEqual(["main", "probe"]);
    expect(sockets[1]?.waits).toMatchObject([{ satisfied: true }]);
    expect(sockets[1]?.localPort).not.toBe(sockets[0]?.localPort);
  });

  test("go out one from each socket of a group, then the next from each", async () => {
    await using server = await serveDatagrams(echoDatagram);
    const steps: readonly Step[] = [
      { do: "openSockets", sockets: "main", count: 3 },
      { do: "sendDatagrams", on: "main", content: [{ messages: 2, bytes: 8 }] },
      awaitReplies,
    ];
    const { datagramSockets } = await playSteps(server.port, steps, { protocol: "datagram" });
    const ports = datagramSockets.slice(0, 3).map(({ localPort }) => localPort);
    expect(server.received.slice(0, 6).map(({ port }) => port)).toEqual([...ports, ...ports]);
  });

  test("come from where nobody was asked, or with other data: both are recorded", async () => {
    const elsewhere = createSocket("udp4");
    const main = await mainAgainst(
      (socket, { data, peer, number }) => {
        if (number === 1) {
          elsewhere.send("other", peer.port, peer.address);
        }
        echoDatagram(socket, { data, peer, number });
      },
      [open, send(16), awaitReplies, { do: "pause", duration: { ms: 60 } }],
    );
    const other = main.replies.find(({ bytes }) => bytes === 5);
    const { port } = elsewhere.address();
    elsewhere.close();
    expect(other?.from).toBe(`127.0.0.1:${port}`);
    expect(Buffer.from(other?.head ?? "", "base64").toString()).toBe("other");
  });
});

describe("a datagram without an answer", () => {
  const dropFirst: DatagramScript = (socket, datagram) => {
    if (datagram.number > 1) {
      echoDatagram(socket, datagram);
    }
  };

  test("is sent again where the step says so, and counted each time", async () => {
    // The copy that was dropped is waited for until the deadline, as a slow server may answer it yet.
    const again: Step = { ...giveUpSoon, resend: { ms: 15 } };
    const main = await mainAgainst(dropFirst, [open, send(16), again]);
    const copies = main.sent[0]?.copies[0] ?? 0;
    expect(copies).toBeGreaterThan(1);
    expect(main.waits).toMatchObject([{ satisfied: true, requests: 1, answered: 1 }]);
  });

  test("is waited for until the deadline where it does not", async () => {
    const main = await mainAgainst(dropFirst, [open, send(16), giveUpSoon]);
    expect(main.sent).toMatchObject([{ copies: [1] }]);
    expect(main.waits).toMatchObject([{ satisfied: false, requests: 1, answered: 0 }]);
  });

  test("tells a connected socket why, from ICMP", async () => {
    const port = await portNobodyServes();
    const connected: Step = { do: "openSockets", sockets: "main", connected: true };
    const steps = [connected, send(16), giveUpSoon];
    const { datagramSockets } = await playSteps(port, steps, { protocol: "datagram" });
    expect(datagramSockets[0]?.errors.map(({ errno }) => errno)).toContain("ECONNREFUSED");
  });
});

test("a socket that reflects sends back what it gets, so often and no oftener", async () => {
  const reflecting: Step = { do: "openSockets", sockets: "main", reflects: 3 };
  const settle: Step = { do: "pause", duration: { ms: 100 } };
  const main = await mainAgainst(echoDatagram, [reflecting, send(16), awaitReplies, settle]);
  expect(main.reflected).toBe(3);
  expect(main.replies).toHaveLength(4);
});

test("a port that is taken is an observation", async () => {
  await using taken = await serveDatagrams(echoDatagram);
  const steps: readonly Step[] = [
    { do: "openSockets", sockets: "main", port: taken.port },
    send(16),
    awaitReplies,
  ];
  const main = await mainAgainst(echoDatagram, steps);
  // Another socket of this machine has it on one address, and so the wildcard address is not free.
  expect(main).toMatchObject({ localPort: null, openError: "EADDRINUSE", sent: [], waits: [] });
});

test("a socket that is closed hears nothing more", async () => {
  const steps: readonly Step[] = [
    open,
    send(16),
    { do: "closeSockets", on: "main" },
    { do: "pause", duration: { ms: 60 } },
  ];
  const later: DatagramScript = (socket, datagram) =>
    void setTimeout(() => echoDatagram(socket, datagram), 20);
  const main = await mainAgainst((socket, datagram) => {
    (datagram.number === 1 ? later : echoDatagram)(socket, datagram);
  }, steps);
  expect(main.replies).toEqual([]);
});
