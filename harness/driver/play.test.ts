import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { ConnectionHistory, HistoryEvent } from "../history/history.ts";
import { startDigest } from "../protocol/digest.ts";
import { framed } from "../protocol/fixtures/bundled.ts";
import { renderContent } from "../protocol/render.ts";
import type { Check } from "../scenario/check.ts";
import type { Step } from "../scenario/step.ts";
import { context, playSteps } from "./fixtures/play-steps.ts";
import { echo, type Script, serveScripts } from "./fixtures/scripted-server.ts";

/** Longer than any test takes, so that an expired deadline is a failure. In ms. */
const generous = { ms: 20_000 };
const soon = { ms: 60 };

const connect: Step = { do: "connect", connection: "main" };
const stopReading: Step = { do: "stopReading", on: "main" };
const resumeReading: Step = { do: "resumeReading", on: "main" };
const shutdownWrite: Step = { do: "shutdownWrite", on: "main" };
const awaitEnd: Step = { do: "awaitEnd", on: "main", deadline: generous };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: generous };
const meet = (label: string): Step => ({ do: "sample", label });
const send = (messages: number, bytes: number): Step => ({
  do: "send",
  on: "main",
  content: [{ messages, bytes }],
  deadline: generous,
});

const frameBytes = (bytes: number) => bytes + 4;

/** Reads the given number of bytes, then calls back with all of them. */
function afterBytes(bytes: number, then: (socket: Socket, all: Buffer) => void): Script {
  return (socket) => {
    const parts: Buffer[] = [];
    let received = 0;
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      received += part.length;
      if (received - part.length < bytes && received >= bytes) {
        then(socket, Buffer.concat(parts));
      }
    });
  };
}

/** An event of the server that a scenario can wait for. */
function startEvent(): { readonly happened: Promise<void>; readonly happen: () => void } {
  const { promise: happened, resolve: happen } = Promise.withResolvers<void>();
  return { happened, happen };
}

function eventsOf(events: readonly HistoryEvent[], name: string): readonly string[] {
  return events.filter((event) => event.connection === name).map((event) => event.event);
}

/** The digest of everything sent on a connection, which its echo must match. */
function digestOfSent({ sent }: ConnectionHistory) {
  const digest = startDigest();
  for (const part of sent) {
    let left = part.bytes;
    for (const piece of renderContent(framed, part, context)) {
      digest.push(piece.subarray(0, left));
      left -= Math.min(left, piece.length);
      if (left === 0) {
        break;
      }
    }
  }
  return digest.finish(false);
}

describe("the end of a connection", () => {
  test("is a FIN when the peer closes", async () => {
    await using server = await serveScripts((socket) => socket.resume().end());
    const played = await playSteps(server.port, [connect, awaitEnd]);
    expect(played.connection("main").peerEnd).toMatchObject({ how: "fin", errno: null });
    expect(played.connection("main").waits).toMatchObject([{ step: "awaitEnd", satisfied: true }]);
    expect(eventsOf(played.events, "main")).toContain("fin-received");
  });

  test("is a RST, with its errno, when the peer aborts", async () => {
    await using server = await serveScripts(afterBytes(1, (socket) => socket.resetAndDestroy()));
    const played = await playSteps(server.port, [connect, send(1, 5), awaitEnd]);
    expect(played.connection("main").peerEnd).toMatchObject({ how: "rst", errno: "ECONNRESET" });
    expect(eventsOf(played.events, "main")).toContain("rst-received");
    expect(eventsOf(played.events, "main")).not.toContain("fin-received");
  });

  test("is a RST, or a failed connect, when the peer aborts as soon as it accepts", async () => {
    await using server = await serveScripts((socket) => socket.resetAndDestroy());
    const played = await playSteps(server.port, [connect, awaitEnd]);
    const { connectError, peerEnd } = played.connection("main");
    expect(connectError ?? peerEnd?.errno).toBe("ECONNRESET");
  });

  test("is a RST when the peer closes without having read", async () => {
    const sent = startEvent();
    const close: Script = (socket) => {
      socket.pause();
      void sent.happened.then(() => socket.destroy());
    };
    await using server = await serveScripts(close);
    const atSample = { sent: () => Promise.resolve(sent.happen()) };
    const steps = [connect, send(1, 1000), meet("sent"), awaitEnd];
    const played = await playSteps(server.port, steps, { atSample });
    expect(played.connection("main").peerEnd?.how).toBe("rst");
  });

  test("is not known while the peer has not ended it", async () => {
    await using server = await serveScripts(echo);
    const played = await playSteps(server.port, [connect, send(1, 5), awaitEcho]);
    expect(played.connection("main").peerEnd).toBeNull();
  });

  test("becomes a RST when one follows a FIN", async () => {
    const finished = startEvent();
    const script: Script = (socket) => {
      socket.pause();
      socket.end(() => void finished.happened.then(() => socket.resetAndDestroy()));
    };
    await using server = await serveScripts(script);
    const reset = async () => {
      finished.happen();
      await server.connections[0]?.closed;
    };
    const steps = [connect, awaitEnd, meet("reset"), send(1, 5), send(1, 5)];
    const played = await playSteps(server.port, steps, { atSample: { reset } });
    expect(played.connection("main").peerEnd?.how).toBe("rst");
  });
});

describe("what arrived before a RST is kept", () => {
  const owed = frameBytes(1000);

  test("when it is read as it comes", async () => {
    const script = afterBytes(owed, (socket, all) => {
      socket.write(all, () => socket.resetAndDestroy());
    });
    await using server = await serveScripts(script);
    const played = await playSteps(server.port, [connect, send(1, 1000), awaitEnd]);
    const { received, peerEnd } = played.connection("main");
    expect(received).toEqual(digestOfSent(played.connection("main")));
    expect(peerEnd?.how).toBe("rst");
  });

  test.each([0, 1, 3])(
    "when it lies unread as the RST comes, and %i more writes find it out",
    async (writes) => {
      const script = afterBytes(owed, (socket, all) => {
        socket.write(all, () => socket.resetAndDestroy());
      });
      await using server = await serveScripts(script);
      const reset = async () => await server.connections[0]?.closed;
      const more = Array.from({ length: writes }, () => send(1, 7));
      const steps = [connect, stopReading, send(1, 1000), meet("reset"), ...more];
      const played = await playSteps(server.port, [...steps, resumeReading, awaitEnd], {
        atSample: { reset },
      });
      const { received, peerEnd, waits } = played.connection("main");
      expect(received.bytes).toBe(owed);
      expect(peerEnd?.how).toBe("rst");
      expect(["ECONNRESET", "EPIPE"]).toContain(peerEnd?.errno);
      expect(waits.at(-1)).toMatchObject({ step: "awaitEnd", satisfied: true });
    },
  );
});

test("what lay unread for long when a RST came is read once reading resumes", async () => {
  const owed = frameBytes(1000);
  const script = afterBytes(owed, (socket, all) => {
    socket.write(all, () => socket.resetAndDestroy());
  });
  await using server = await serveScripts(script);
  const reset = async () => await server.connections[0]?.closed;
  const steps: Step[] = [
    connect,
    stopReading,
    send(1, 1000),
    meet("reset"),
    send(1, 7),
    { do: "pause", duration: { ms: 60 } },
    resumeReading,
    awaitEnd,
  ];
  const played = await playSteps(server.port, steps, { atSample: { reset } });
  const { received, peerEnd } = played.connection("main");
  expect(received.bytes).toBe(owed);
  expect(peerEnd?.how).toBe("rst");
});

describe("a driver that stops reading", () => {
  const bytes = 16 * 1024 * 1024;
  const keepAll = afterBytes(bytes, (socket, all) => socket.write(all));

  test("leaves the server's bytes unread until it resumes, and then gets them all", async () => {
    await using server = await serveScripts(keepAll);
    let unsentBytes = 0;
    const stuck = async () => {
      const [served] = server.connections;
      while (served !== undefined && served.socket.writableLength === 0) {
        await delay(5);
      }
      // The kernel takes what fits, and then nothing more.
      for (let before = -1; before !== unsentBytes; await delay(50)) {
        before = unsentBytes;
        unsentBytes = served?.socket.writableLength ?? 0;
      }
    };
    const steps = [connect, stopReading, send(bytes / 65_536, 65_532), meet("stuck")];
    const played = await playSteps(server.port, [...steps, resumeReading, awaitEcho], {
      atSample: { stuck },
    });
    const main = played.connection("main");
    expect(unsentBytes).toBeGreaterThan(0);
    expect(main.received).toEqual(digestOfSent(main));
    const events = eventsOf(played.events, "main");
    const stopped = events.indexOf("reading-stopped");
    const resumed = events.indexOf("reading-resumed");
    expect(events.slice(stopped, resumed)).not.toContain("received");
  });

  test("resumes no faster than it is told to", async () => {
    await using server = await serveScripts(echo);
    const slowly: Step = { do: "resumeReading", on: "main", bytesPerSecond: 1_000_000 };
    const steps = [connect, stopReading, send(4, 65_532), slowly, awaitEcho];
    const { waits } = (await playSteps(server.port, steps)).connection("main");
    const [wait] = waits;
    expect(wait).toMatchObject({ satisfied: true, receivedBytes: 262_144 });
    expect((wait?.toMs ?? 0) - (wait?.fromMs ?? 0)).toBeGreaterThan(150);
  });

  test("sees a FIN only behind the bytes before it", async () => {
    const script = afterBytes(frameBytes(1000), (socket, all) => socket.end(all));
    await using server = await serveScripts(script);
    const finished = async () => await once(server.connections[0]?.socket as Socket, "finish");
    const steps = [connect, stopReading, send(1, 1000), meet("finished"), resumeReading];
    const played = await playSteps(server.port, [...steps, awaitEnd], { atSample: { finished } });
    expect(played.connection("main").received.bytes).toBe(frameBytes(1000));
    expect(played.connection("main").peerEnd?.how).toBe("fin");
  });
});

describe("the driver ends a connection", () => {
  test("by shutting down writing, and still gets what is owed", async () => {
    const answerAtEnd: Script = (socket) => {
      const parts: Buffer[] = [];
      socket.on("data", (part: Buffer) => parts.push(part));
      socket.on("end", () => socket.end(Buffer.concat(parts)));
    };
    await using server = await serveScripts(answerAtEnd);
    const steps = [connect, send(10, 1000), shutdownWrite, awaitEcho, awaitEnd];
    const played = await playSteps(server.port, steps);
    const main = played.connection("main");
    expect(main.owedAtShutdownBytes).toBe(10 * frameBytes(1000));
    expect(main.received).toEqual(digestOfSent(main));
    expect(main.peerEnd?.how).toBe("fin");
    const events = eventsOf(played.events, "main");
    expect(events.indexOf("fin-sent")).toBeLessThan(events.indexOf("received"));
    expect(server.connections[0]?.sawFin).toBe(true);
  });

  test("by an abort, which the server sees as ECONNRESET", async () => {
    await using server = await serveScripts((socket) => void socket.resume());
    const reset = async () => await server.connections[0]?.closed;
    const steps: Step[] = [connect, send(1, 5), { do: "abort", on: "main" }, meet("reset")];
    const played = await playSteps(server.port, steps, { atSample: { reset } });
    expect(server.connections[0]?.errors).toEqual(["ECONNRESET"]);
    expect(server.connections[0]?.sawFin).toBe(false);
    expect(eventsOf(played.events, "main").at(-1)).toBe("rst-sent");
  });

  test("by a close, which the server sees as the end of file", async () => {
    const fin = startEvent();
    await using server = await serveScripts((socket) => socket.resume().on("end", fin.happen));
    const steps: Step[] = [connect, { do: "close", on: "main" }, meet("fin")];
    const played = await playSteps(server.port, steps, { atSample: { fin: () => fin.happened } });
    expect(server.connections[0]?.errors).toEqual([]);
    expect(eventsOf(played.events, "main").at(-1)).toBe("closed");
  });

  test("twice, which is once", async () => {
    await using server = await serveScripts(echo);
    const abort: Step = { do: "abort", on: "main" };
    const steps: Step[] = [
      connect,
      abort,
      abort,
      { do: "close", on: "main" },
      send(1, 5),
      awaitEcho,
    ];
    const played = await playSteps(server.port, steps);
    const ends = eventsOf(played.events, "main").filter((event) => /sent|closed/.test(event));
    expect(ends).toEqual(["rst-sent"]);
    expect(played.connection("main").sent.every((part) => part.bytes === 0)).toBe(true);
  });
});

describe("a chunk plan", () => {
  test("cuts a send in order, with a gap between two writes", async () => {
    await using server = await serveScripts(echo);
    const gapMs = 30;
    const cut: Step = {
      do: "send",
      on: "main",
      content: [{ messages: 1, bytes: 96 }],
      chunks: { cuts: [1, 3, 7], gap: { ms: gapMs } },
    };
    const played = await playSteps(server.port, [connect, cut, awaitEcho]);
    const main = played.connection("main");
    const writes = played.events.filter(
      (event) => event.connection === "main" && event.event === "wrote",
    );
    expect(writes.map((event) => event.bytes)).toEqual([1, 2, 4, 93]);
    for (const [index, write] of writes.slice(1).entries()) {
      // Timers of Node count whole milliseconds and may fire one early.
      expect(write.atMs - (writes[index]?.atMs ?? 0)).toBeGreaterThan(gapMs - 2);
    }
    expect(played.demandedWaitMs).toBe(3 * gapMs);
    expect(main.received).toEqual(digestOfSent(main));
  });

  test("is one write if there is none", async () => {
    await using server = await serveScripts(echo);
    const played = await playSteps(server.port, [connect, send(100, 1000), awaitEcho]);
    const main = played.connection("main");
    expect(main.received).toEqual(digestOfSent(main));
    expect(played.demandedWaitMs).toBe(0);
  });
});

describe("sizes that differ", () => {
  test("go to the connections of a group by their place, and again from the first", async () => {
    await using server = await serveScripts(echo);
    const byIndex = [10, 200];
    const played = await playSteps(server.port, [
      { do: "connect", connection: "main", count: 3 },
      { do: "send", on: "main", content: [{ messages: 1, bytes: { byIndex } }] },
      awaitEcho,
    ]);
    const received = ["main#1", "main#2", "main#3"].map((name) => played.connection(name).received);
    expect(received.map(({ bytes }) => bytes)).toEqual([10, 200, 10].map(frameBytes));
  });

  test("are taken by one ping after another", async () => {
    await using server = await serveScripts(echo);
    const played = await playSteps(server.port, [
      connect,
      { do: "ping", on: "main", count: 3, bytes: [10, 200], every: { ms: 0 } },
    ]);
    const sizes = played.connection("main").sent.map(({ bytes }) => bytes);
    expect(sizes).toEqual([10, 200, 10].map(frameBytes));
  });
});

describe("sending until blocked", () => {
  const offer = (limit: number): Step => ({
    do: "sendUntilBlocked",
    on: "main",
    messageBytes: 65_532,
    limit,
    quiet: { ms: 200 },
  });

  test("stops when the peer reads no more, and goes on when it reads again", async () => {
    const read = startEvent();
    const readLater: Script = (socket) => {
      socket.pause();
      void read.happened.then(() => echo(socket));
    };
    await using server = await serveScripts(readLater);
    const steps = [connect, offer(256 * 1024 * 1024), meet("read"), awaitEcho];
    const atSample = { read: () => Promise.resolve(read.happen()) };
    const played = await playSteps(server.port, steps, { atSample });
    const main = played.connection("main");
    expect(eventsOf(played.events, "main")).toContain("blocked");
    expect(main.waits).toMatchObject([
      { step: "sendUntilBlocked", satisfied: true, receivedBytes: 0 },
      { step: "awaitEcho", satisfied: true },
    ]);
    expect(main.received).toEqual(digestOfSent(main));
  });

  test("stops at its limit when the peer takes everything", async () => {
    await using server = await serveScripts(echo);
    const played = await playSteps(server.port, [connect, offer(4 * 1024 * 1024), awaitEcho]);
    const main = played.connection("main");
    expect(main.waits[0]).toMatchObject({ step: "sendUntilBlocked", satisfied: false });
    expect(main.sent[0]?.bytes).toBe(4 * 1024 * 1024);
    expect(eventsOf(played.events, "main")).not.toContain("blocked");
    expect(main.received).toEqual(digestOfSent(main));
  });

  test("gives a peer that takes everything time to answer", async () => {
    const limit = 4 * 1024 * 1024;
    await using server = await serveScripts(afterBytes(limit, (socket) => socket.write("late")));
    const played = await playSteps(server.port, [connect, offer(limit)]);
    expect(played.connection("main").waits).toMatchObject([
      { step: "sendUntilBlocked", satisfied: false, receivedBytes: "late".length },
    ]);
  });

  test("ends when the peer aborts", async () => {
    await using server = await serveScripts(afterBytes(1, (socket) => socket.resetAndDestroy()));
    const played = await playSteps(server.port, [connect, offer(256 * 1024 * 1024), awaitEnd]);
    expect(played.connection("main").peerEnd?.how).toBe("rst");
  });
});

describe("what could not be sent", () => {
  test("is recorded when the peer resets in the middle of a send", async () => {
    await using server = await serveScripts(afterBytes(3, (socket) => socket.resetAndDestroy()));
    const drip: Step = {
      do: "send",
      on: "main",
      content: [{ messages: 2, bytes: 20 }],
      chunks: { bytes: 1, gap: { ms: 5 } },
    };
    const played = await playSteps(server.port, [connect, drip, awaitEnd]);
    const [part] = played.connection("main").sent;
    expect(part?.withheldBytes).toBeGreaterThan(0);
    expect((part?.bytes ?? 0) + (part?.withheldBytes ?? 0)).toBe(2 * frameBytes(20));
  });

  test("is recorded when the peer takes no more in time, unless the driver reads nothing either", async () => {
    await using server = await serveScripts(
      (socket) => socket.pause(),
      (socket) => socket.pause(),
    );
    const flood: Step = {
      do: "send",
      on: "main",
      content: [{ fill: 32 * 1024 * 1024, bytes: 65_536 }],
      deadline: soon,
    };
    const reading = await playSteps(server.port, [connect, flood]);
    expect(reading.connection("main").sent[0]?.withheldBytes).toBeGreaterThan(0);
    const silent = await playSteps(server.port, [connect, stopReading, flood]);
    expect(silent.connection("main").sent[0]?.withheldBytes).toBe(0);
  });

  test("is a lost ping after a reset, not one that was answered at once", async () => {
    await using server = await serveScripts((socket) => {
      socket.once("data", (bytes: Buffer) => {
        socket.write(bytes);
        socket.once("data", () => socket.resetAndDestroy());
      });
    });
    const ping: Step = { do: "ping", on: "main", count: 1, bytes: 16, every: { ms: 0 } };
    const steps: Step[] = [connect, ping, send(1, 1), awaitEnd, ping];
    const { pings } = (await playSteps(server.port, steps)).connection("main");
    expect(pings.map((ping) => ping.latencyMs !== null)).toEqual([true, false]);
  });

  test("is the next message when the peer resets before it blocks", async () => {
    await using server = await serveScripts(afterBytes(1, (socket) => socket.resetAndDestroy()));
    const offer: Step = {
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: 1000,
      limit: 256 * 1024 * 1024,
      quiet: generous,
    };
    const played = await playSteps(server.port, [connect, offer]);
    expect(played.connection("main").sent[0]?.withheldBytes).toBe(frameBytes(1000));
  });
});

describe("bytes that nobody owed", () => {
  test("are counted", async () => {
    await using server = await serveScripts((socket) => void socket.write("hello"));
    const quiet: Step = { do: "awaitQuiet", on: "main", quiet: soon };
    const played = await playSteps(server.port, [connect, quiet]);
    expect(played.connection("main").unsolicitedBytes).toBe(5);
    expect(played.connection("probe").unsolicitedBytes).toBe(0);
  });

  test("are counted though they are owed later", async () => {
    await using server = await serveScripts((socket) => {
      socket.write("12345");
      echo(socket);
    });
    const quiet: Step = { do: "awaitQuiet", on: "main", quiet: soon };
    const played = await playSteps(server.port, [connect, quiet, send(1, 100), awaitEcho]);
    expect(played.connection("main").unsolicitedBytes).toBe(5);
  });

  test("without end are cut short, and the next connection is served", async () => {
    const flood: Script = (socket) => {
      const write = () => {
        while (socket.writable && socket.write(Buffer.alloc(65_536))) {
          // More.
        }
      };
      socket.on("drain", write);
      write();
    };
    await using server = await serveScripts(flood);
    const played = await playSteps(server.port, [connect, awaitEnd]);
    const { received, unsolicitedBytes } = played.connection("main");
    expect(received.cutShort).toBe(true);
    expect(received.bytes).toBeGreaterThan(1024 * 1024);
    expect(received.bytes).toBeLessThan(2 * 1024 * 1024);
    expect(unsolicitedBytes).toBe(received.bytes);
    expect(played.connection("probe").waits).toMatchObject([{ satisfied: true }]);
  });
});

describe("whatever the implementation does is an observation", () => {
  test("a refused connection is recorded, and the steps on it are left out", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const address = closed.address();
    closed.close();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const steps = [connect, send(1, 5), stopReading, awaitEcho, shutdownWrite, awaitEnd];
    const played = await playSteps(port, steps);
    expect(played.connection("main")).toMatchObject({
      connectError: "ECONNREFUSED",
      localPort: null,
      waits: [],
      peerEnd: null,
      sent: [{ bytes: 0, withheldBytes: frameBytes(5) }],
    });
    expect(played.connection("probe").connectError).toBe("ECONNREFUSED");
    expect(eventsOf(played.events, "main")).toEqual(["connecting", "connect-failed"]);
  });

  test("a deadline that passes is recorded, and the next step comes", async () => {
    await using server = await serveScripts((socket) => void socket.resume());
    const steps: Step[] = [
      connect,
      send(1, 5),
      { do: "awaitEcho", on: "main", deadline: soon },
      { do: "awaitEnd", on: "main", deadline: soon },
      { do: "ping", on: "main", count: 3, bytes: 5, every: { ms: 1 }, deadline: soon },
    ];
    const played = await playSteps(server.port, steps);
    const main = played.connection("main");
    expect(main.waits).toMatchObject([
      { step: "awaitEcho", satisfied: false, receivedBytes: 0, owedBytes: 9 },
      { step: "awaitEnd", satisfied: false },
    ]);
    expect(main.pings).toMatchObject([{ latencyMs: null }]);
    const passed = played.events.filter((event) => event.event === "deadline-passed");
    expect(passed.map((event) => event.detail)).toEqual(["awaitEcho", "awaitEnd", "ping 1"]);
    expect(played.connection("probe").waits).toMatchObject([{ satisfied: true }]);
  });

  test("an idle time that passes ends a wait before its deadline", async () => {
    await using server = await serveScripts((socket) => void socket.resume());
    const idle: Step = { do: "awaitEcho", on: "main", idle: soon, deadline: { ms: 3_600_000 } };
    const { waits } = (await playSteps(server.port, [connect, send(1, 5), idle])).connection(
      "main",
    );
    expect(waits).toMatchObject([{ step: "awaitEcho", satisfied: false }]);
  });

  test("a server that goes away in the middle is recorded, and so is the refused probe", async () => {
    const server = createServer((socket) => {
      server.close();
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const played = await playSteps(port, [connect, send(1, 5), awaitEnd]);
    expect(played.connection("main").peerEnd).not.toBeNull();
    expect(played.connection("probe").connectError).toBe("ECONNREFUSED");
  });

  test("a write that never completes ends its step at the deadline", async () => {
    await using server = await serveScripts((socket) => void socket.pause());
    const big: Step = {
      do: "send",
      on: "main",
      content: [{ fill: 64 * 1024 * 1024, bytes: 65_532 }],
      deadline: { ms: 300 },
    };
    const played = await playSteps(server.port, [connect, big]);
    const { sent, waits } = played.connection("main");
    expect(waits).toMatchObject([{ step: "send", satisfied: false }]);
    expect(sent[0]?.bytes).toBeLessThan(64 * 1024 * 1024);
  });
});

describe("steps that hold steps", () => {
  test("are repeated with a new connection each time", async () => {
    await using server = await serveScripts();
    const steps: Step[] = [{ do: "repeat", times: 3, steps: [connect, send(1, 5), awaitEcho] }];
    const played = await playSteps(server.port, steps);
    const names = played.connections.map((connection) => connection.name);
    expect(names).toEqual(["main", "main#2", "main#3", "probe"]);
    const ports = played.connections.map((connection) => connection.localPort);
    expect(new Set(ports).size).toBe(4);
    const payloads = played.connections.map((connection) => connection.received.head);
    expect(new Set(payloads).size).toBe(4);
  });

  test("are not repeated any more once the check that they are for holds", async () => {
    await using server = await serveScripts();
    const check: Check = {
      id: "linear",
      kind: "linear",
      level: "SHOULD",
      samples: ["start", "middle", "end"],
      sizes: [1, 4],
      atMostTimes: 1.5,
      statement: "The cost is proportional.",
      source: "a test",
    };
    const round: Step[] = [
      { do: "sample", label: "start" },
      { do: "sample", label: "middle" },
      { do: "sample", label: "end" },
    ];
    // The first round costs ten times as much for four times the size, the second as it should.
    const cpuMs = [0, 10, 110, 110, 120, 160, 160, 170, 210];
    const steps: Step[] = [{ do: "repeat", times: 3, until: "linear", steps: round }];
    const played = await playSteps(server.port, steps, {
      checks: [check],
      process: () => ({ cpuMs: cpuMs.shift() ?? 0 }),
    });
    expect(played.samples).toHaveLength(6);
  });

  test("keep the history of every connection, and the first bytes of the first ones", async () => {
    await using server = await serveScripts();
    const close: Step = { do: "close", on: "main" };
    const round: Step[] = [connect, send(1, 100), awaitEcho, close];
    const played = await playSteps(server.port, [{ do: "repeat", times: 300, steps: round }]);
    const main = played.connections.filter(({ group }) => group === "main");
    expect(main).toHaveLength(300);
    for (const connection of main) {
      const { head: _, ...digest } = digestOfSent(connection);
      expect(connection.received).toMatchObject(digest);
      expect(connection.waits).toMatchObject([{ step: "awaitEcho", satisfied: true }]);
    }
    const heads = main.map(({ received }) => Buffer.from(received.head, "base64").length);
    expect(heads.slice(0, 256)).toEqual(Array(256).fill(frameBytes(100)));
    expect(heads.slice(256)).toEqual(Array(44).fill(64));
  });

  test("are played together: one branch may wait for what another one does", async () => {
    const asked = startEvent();
    const waitForOther: Script = (socket) =>
      void socket.on("data", (bytes) => void asked.happened.then(() => socket.write(bytes)));
    const release: Script = (socket) => {
      socket.on("data", asked.happen);
      echo(socket);
    };
    await using server = await serveScripts(waitForOther, release);
    const other: Step = { do: "send", on: "other", content: [{ messages: 1, bytes: 5 }] };
    const branches: Step[][] = [
      [send(1, 5), awaitEcho],
      [other, { do: "awaitEcho", on: "other", deadline: generous }],
    ];
    const steps: Step[] = [
      connect,
      { do: "connect", connection: "other" } as const,
      { do: "together", branches },
    ];
    const played = await playSteps(server.port, steps);
    expect(played.connection("main").waits).toMatchObject([{ satisfied: true }]);
    expect(played.connection("other").waits).toMatchObject([{ satisfied: true }]);
  });

  test("act on all connections of a group", async () => {
    await using server = await serveScripts();
    const group: Step = { do: "connect", connection: "main", count: 50 };
    const played = await playSteps(server.port, [group, send(2, 100), awaitEcho]);
    const members = played.connections.filter((connection) => connection.group === "main");
    expect(members.map((connection) => connection.name)).toEqual(
      Array.from({ length: 50 }, (_, index) => `main#${index + 1}`),
    );
    for (const member of members) {
      expect(member.received).toEqual(digestOfSent(member));
    }
  });

  test("ping again when the echo has come, each ping timed", async () => {
    await using server = await serveScripts(echo);
    const ping: Step = { do: "ping", on: "main", count: 5, bytes: 16, every: { ms: 2 } };
    const played = await playSteps(server.port, [connect, ping]);
    const { pings } = played.connection("main");
    expect(pings.map((ping) => ping.latencyMs !== null)).toEqual([true, true, true, true, true]);
    expect(played.demandedWaitMs).toBe(8);
  });
});

describe("after a play", () => {
  test("every socket is released, whatever state it was left in", async () => {
    const keep: Script = (socket) => void socket.resume();
    await using server = await serveScripts(keep, keep, echo, keep);
    const steps: Step[] = [
      connect,
      stopReading,
      { do: "connect", connection: "half-closed" },
      { do: "shutdownWrite", on: "half-closed" },
      { do: "connect", connection: "idle" },
      { do: "connect", connection: "owing" },
      { do: "send", on: "owing", content: [{ unfinished: 5, upTo: 3 }] },
    ];
    await playSteps(server.port, steps);
    expect(server.connections).toHaveLength(5);
    for (const { socket, closed } of server.connections) {
      socket.end();
      await closed;
    }
  });

  test("that was aborted it throws, and every socket is released", async () => {
    await using server = await serveScripts((socket) => void socket.resume());
    const abort = new AbortController();
    const playing = playSteps(
      server.port,
      [connect, meet("abort"), { do: "pause", duration: { ms: 600_000 } }, send(1, 5)],
      {
        atSample: { abort: () => Promise.resolve(abort.abort(new Error("enough"))) },
        signal: abort.signal,
      },
    );
    await expect(playing).rejects.toThrow("enough");
    for (const { socket, closed } of server.connections) {
      socket.end();
      await closed;
    }
  });

  test("the same seed has sent the same bytes", async () => {
    const play = async () => {
      await using server = await serveScripts();
      return await playSteps(server.port, [connect, send(20, 777), awaitEcho]);
    };
    const [first, second] = [await play(), await play()];
    expect(first.connection("main").received).toEqual(second.connection("main").received);
    expect(first.connection("main").received.bytes).toBe(20 * frameBytes(777));
  });
});

test("a pause in which the server can only wait is looked at from its beginning to its end", async () => {
  await using server = await serveScripts(echo);
  const pause = { do: "pause", duration: { ms: 30 } } as const;
  const steps: readonly Step[] = [connect, pause, { ...pause, serverWaits: true }];
  const played = await playSteps(server.port, steps, { process: () => ({ descriptors: 1 }) });
  expect(played.serverWaits).toHaveLength(1);
  expect(played.serverWaits[0]?.looks).toHaveLength(4);
  expect(played.demandedWaitMs).toBe(60);
});
