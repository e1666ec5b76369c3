import { describe, expect, test } from "vitest";
import { counted, counting } from "../../protocol/fixtures/small-protocols.ts";
import { completeProtocol } from "../../protocol/protocol.ts";
import { addProtocol } from "../../protocol/protocols.ts";
import type { Step } from "../../scenario/step.ts";
import { playSteps } from "../fixtures/play-steps.ts";
import { type Script, serveScripts } from "../fixtures/scripted-server.ts";

addProtocol(counting);

const steps: readonly Step[] = [
  { do: "connect", connection: "main" },
  { do: "send", on: "main", content: [{ messages: 2, bytes: 5 }] },
  { do: "awaitEcho", on: "main", deadline: { ms: 20_000 } },
];

/** Greets whoever says hello, in a while, and echoes what follows. */
const greet: Script = (socket) => {
  socket.once("data", (hello: Buffer) => {
    expect(hello.toString()).toBe("HELLO\n");
    setTimeout(() => {
      socket.write("WELCOME\n");
      socket.pipe(socket);
    }, 20);
  });
};

test("an opening is sent first on each connection, and its answer awaited", async () => {
  await using server = await serveScripts(greet, greet);
  const played = await playSteps(server.port, steps, { protocol: "counted" });
  for (const connection of played.connections) {
    expect(connection.sent[0]).toMatchObject({ content: [{ opening: true }], bytes: 6 });
    expect(connection.unsolicitedBytes).toBe(0);
  }
  const { sent, received } = played.connection("main");
  expect(sent.map(({ bytes }) => bytes)).toEqual([6, 14]);
  expect(Buffer.from(received.head, "base64").toString("latin1")).toMatch(/^WELCOME\n5:/);
  expect(received.bytes).toBe(22);
});

test("what a server says before it ends a connection is not held against it, where a reader knows it", async () => {
  const refuse: Script = (socket) => {
    socket.once("data", () => {
      socket.write("WELCOME\n");
      socket.once("data", () => socket.end("too long\n"));
    });
  };
  const explained = completeProtocol({
    ...counted,
    name: "explained",
    startReader: () => (bytes) => {
      const text = Buffer.from(bytes).toString();
      return [text === "too long\n" ? { farewell: text } : text];
    },
  });
  addProtocol(explained);
  const refused: readonly Step[] = [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ unacceptable: true }] },
    { do: "awaitEnd", on: "main", deadline: { ms: 20_000 } },
  ];
  for (const { protocol, unsolicited } of [
    { protocol: "explained", unsolicited: 0 },
    { protocol: "counted", unsolicited: 9 },
  ]) {
    await using server = await serveScripts(refuse, greet);
    const played = await playSteps(server.port, refused, { protocol });
    expect(played.connection("main").unsolicitedBytes).toBe(unsolicited);
  }
});

describe("an opening of several rounds", () => {
  const rounds = ["ONE\n", "TWO\n"].map((line) => ({
    send: Buffer.from(line),
    reply: Buffer.from(line.toLowerCase()),
  }));
  addProtocol({ ...counting, name: "twice", opening: rounds });
  const connect: Step = { do: "connect", connection: "main" };
  const send: Step = { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] };
  const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: { ms: 20_000 } };

  /** Answers the first round when it is told to, and the second at once; then it echoes. */
  const answerWhen = (told: Promise<void>): Script => {
    return (socket) => {
      socket.once("data", async () => {
        await told;
        socket.write("one\n");
        socket.once("data", (second: Buffer) => {
          expect(second.toString()).toBe("TWO\n");
          socket.write("two\n");
          socket.pipe(socket);
        });
      });
    };
  };

  test("goes on where its answer came late", async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    await using server = await serveScripts(answerWhen(told), answerWhen(told));
    const steps: readonly Step[] = [connect, { do: "sample", label: "late" }, send, awaitEcho];
    const atSample = { late: async () => tell() };
    const played = await playSteps(server.port, steps, { protocol: "twice", atSample });
    const { sent, received, unsolicitedBytes } = played.connection("main");
    expect(sent.map(({ bytes }) => bytes)).toEqual([8, 7]);
    expect(Buffer.from(received.head, "base64").toString("latin1")).toMatch(/^one\ntwo\n5:/);
    expect(unsolicitedBytes).toBe(0);
    expect(played.events.map(({ event }) => event)).toContain("deadline-passed");
  });

  test("holds back what is sent behind it", async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    await using server = await serveScripts(answerWhen(told), answerWhen(told));
    const steps: readonly Step[] = [
      ...[connect, send, send],
      { do: "sample", label: "late" },
      awaitEcho,
    ];
    const atSample = { late: async () => tell() };
    const played = await playSteps(server.port, steps, { protocol: "twice", atSample });
    const { sent, waits, unsolicitedBytes } = played.connection("main");
    expect(sent.map(({ bytes }) => bytes)).toEqual([8, 7, 7]);
    expect(waits.at(-1)).toMatchObject({ step: "awaitEcho", satisfied: true });
    expect(unsolicitedBytes).toBe(0);
  });

  test("is not waited for by a step that ends the connection", async () => {
    const never = new Promise<void>(() => {});
    await using server = await serveScripts(answerWhen(never), answerWhen(Promise.resolve()));
    const steps: readonly Step[] = [connect, { do: "abort", on: "main" }];
    const played = await playSteps(server.port, steps, { protocol: "twice" });
    const passed = played.events.filter(
      ({ event, connection }) => event === "deadline-passed" && connection === "main",
    );
    expect(passed).toHaveLength(1);
  });
});
