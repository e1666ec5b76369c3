import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { protocolNamed } from "../protocol/protocols.ts";
import type { Step } from "../scenario/step.ts";
import { type PlayStepsOptions, playSteps } from "./fixtures/play-steps.ts";
import { type Script, serveScripts } from "./fixtures/scripted-server.ts";

/** Longer than any test takes, so that an expired deadline is a failure. In ms. */
const generous = { ms: 20_000 };

const connect: Step = { do: "connect", connection: "main" };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: generous };
const awaitEnd: Step = { do: "awaitEnd", on: "main", deadline: generous };
const send = (...frames: readonly string[]): Step => ({
  do: "send",
  on: "main",
  content: frames.map((raw) => ({ raw })),
});

/** Text of a letter, in a frame that is masked with zeros. */
const frameA = "81810000000061";
const options: PlayStepsOptions = { protocol: "websocket" };
const [opening] = protocolNamed("websocket").opening;

/** Opens, and hands over what a client sends then, as hexadecimal digits: all of it so far. */
function opened(onFrames: (socket: Socket, all: string) => void): Script {
  return (socket) => {
    let all = Buffer.alloc(0);
    const headBytes = opening?.send.length ?? 0;
    socket.on("data", (part: Buffer) => {
      const before = all.length;
      all = Buffer.concat([all, part]);
      if (before < headBytes && all.length >= headBytes) {
        socket.write(opening?.reply ?? "");
      }
      if (all.length > headBytes) {
        onFrames(socket, all.toString("hex", headBytes));
      }
    });
  };
}

/** Sends bytes once, when the client has sent that many digits. */
function onceAfter(digits: number, hex: string): Script {
  let isSent = false;
  return opened((socket, all) => {
    if (all.length >= digits && !isSent) {
      isSent = true;
      socket.write(Buffer.from(hex, "hex"));
    }
  });
}

describe("what a server chooses", () => {
  test("is no difference: a message may come back in fragments, around a ping", async () => {
    await using server = await serveScripts(onceAfter(frameA.length, `010161${"8900"}${"8000"}`));
    const played = await playSteps(server.port, [connect, send(frameA), awaitEcho], options);
    const { waits, unsolicitedBytes, received } = played.connection("main");
    expect(waits).toMatchObject([{ satisfied: true, receivedBytes: received.bytes }]);
    expect(unsolicitedBytes).toBe(0);
  });

  test("is a difference where it is not allowed, and no crash", async () => {
    await using server = await serveScripts(onceAfter(frameA.length, frameA));
    const played = await playSteps(server.port, [connect, send(frameA), awaitEcho], options);
    const head = Buffer.from(played.connection("main").received.head, "base64").toString("latin1");
    expect(head).toContain("malformed: a masked frame\n");
  });
});

describe("what a server asks of every client", () => {
  test("is answered, and no part of what the steps sent", async () => {
    const pong = "8a82000000006869";
    const { promise: answered, resolve } = Promise.withResolvers<string>();
    let isAsked = false;
    await using server = await serveScripts(
      opened((socket, all) => {
        if (!isAsked) {
          isAsked = true;
          socket.write(Buffer.from("89026869810161", "hex"));
        } else if (all.length >= frameA.length + pong.length) {
          resolve(all);
        }
      }),
    );
    const atSample = { asked: () => answered };
    const steps: readonly Step[] = [
      connect,
      send(frameA),
      awaitEcho,
      { do: "sample", label: "asked" },
    ];
    const played = await playSteps(server.port, steps, { ...options, atSample });
    expect(await answered).toBe(frameA + pong);
    const { sent, unsolicitedBytes } = played.connection("main");
    expect(sent.map(({ bytes }) => bytes)).toEqual([opening?.send.length, frameA.length / 2]);
    expect(unsolicitedBytes).toBe(0);
  });

  test("waits for the end of a message that is being sent", async () => {
    const pong = "8a8000000000";
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: answered, resolve } = Promise.withResolvers<string>();
    await using server = await serveScripts(
      opened((socket, all) => {
        if (all.length === 4) {
          socket.write(Buffer.from("8900", "hex"), () => ask());
        } else if (all.length >= frameA.length + pong.length) {
          resolve(all);
        }
      }),
    );
    const steps: readonly Step[] = [
      connect,
      send(frameA.slice(0, 4)),
      { do: "sample", label: "asked" },
      { do: "awaitQuiet", on: "main", quiet: { ms: 50 } },
      send(frameA.slice(4)),
      { do: "sample", label: "answered" },
    ];
    const atSample = { asked: () => asked, answered: () => answered };
    await playSteps(server.port, steps, { ...options, atSample });
    expect(await answered).toBe(frameA + pong);
  });
});

describe("a farewell", () => {
  test("is let pass where none is owed, and answered", async () => {
    const closeAnswer = "88820000000003e9";
    const { promise: answered, resolve } = Promise.withResolvers<string>();
    await using server = await serveScripts(
      opened((socket, all) => {
        if (all.length === frameA.length) {
          socket.write(Buffer.from("810161880203e9", "hex"));
        } else {
          resolve(all);
          socket.end();
        }
      }),
    );
    const steps = [connect, send(frameA), awaitEnd];
    const played = await playSteps(server.port, steps, options);
    expect(await answered).toBe(frameA + closeAnswer);
    const { unsolicitedBytes, received, peerEnd } = played.connection("main");
    expect({ unsolicitedBytes, how: peerEnd?.how }).toEqual({ unsolicitedBytes: 0, how: "fin" });
    expect(Buffer.from(received.head, "base64").at(-1)).toBe(1);
  });

  test("is compared where one is owed, and not answered", async () => {
    const close = "88820000000003e8";
    let last = "";
    await using server = await serveScripts(
      opened((socket, all) => {
        last = all;
        socket.end(Buffer.from("880203e8", "hex"));
      }),
    );
    const played = await playSteps(
      server.port,
      [connect, send(close), awaitEcho, awaitEnd],
      options,
    );
    const { waits, received } = played.connection("main");
    expect(waits.map(({ satisfied }) => satisfied)).toEqual([true, true]);
    expect(Buffer.from(received.head, "base64").toString("hex")).toMatch(/0803e80000000000000002$/);
    expect(last).toBe(close);
  });

  test("may be an HTTP response that refuses to open", async () => {
    await using server = await serveScripts((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\nbusy"));
    });
    const played = await playSteps(server.port, [connect, awaitEnd], options);
    const { unsolicitedBytes, received } = played.connection("main");
    expect({ unsolicitedBytes, bytes: received.bytes }).toEqual({ unsolicitedBytes: 0, bytes: 0 });
  });
});

test("a mute client answers no ping, but a close frame", async () => {
  const closeAnswer = "88820000000003e9";
  const { promise: answered, resolve } = Promise.withResolvers<string>();
  await using server = await serveScripts(
    opened((socket, all) => {
      if (all.length === frameA.length) {
        socket.write(Buffer.from("8900" + "880203e9", "hex"));
      } else {
        resolve(all);
        socket.end();
      }
    }),
  );
  const steps: readonly Step[] = [
    { do: "connect", connection: "main", mute: true },
    send(frameA),
    awaitEnd,
  ];
  await playSteps(server.port, steps, options);
  expect(await answered).toBe(frameA + closeAnswer);
});

test("a connection that is left unopened sends what the steps say, and nothing else", async () => {
  await using server = await serveScripts((socket) => {
    socket.once("data", (bytes: Buffer) => socket.end(bytes));
  });
  const steps: readonly Step[] = [
    { do: "connect", connection: "main", unopened: true },
    send("4142"),
    awaitEnd,
  ];
  const played = await playSteps(server.port, steps, options);
  const { sent, received } = played.connection("main");
  expect(sent.map(({ bytes }) => bytes)).toEqual([2]);
  expect(Buffer.from(received.head, "base64").toString()).toMatch(/^malformed: .*\nAB$/);
});
