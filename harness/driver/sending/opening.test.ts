import { expect, test } from "vitest";
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
