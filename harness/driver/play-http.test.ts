import { describe, expect, test } from "vitest";
import type { Step } from "../scenario/step.ts";
import { playSteps } from "./fixtures/play-steps.ts";
import { type Script, serveScripts } from "./fixtures/scripted-server.ts";

/** Longer than any test takes, so that an expired deadline is a failure. In ms. */
const generous = { ms: 20_000 };

const connect: Step = { do: "connect", connection: "main" };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: generous };
const awaitEnd: Step = { do: "awaitEnd", on: "main", deadline: generous };
const send = (text: string): Step => ({
  do: "send",
  on: "main",
  content: [{ raw: Buffer.from(text).toString("hex") }],
});
const options = { protocol: "http" };

const head =
  "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
const response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/** Answers the header of the request by some bytes, and its content by a response. */
function answering(toHead: string): Script {
  return (socket) => {
    let bytes = 0;
    socket.on("data", (part: Buffer) => {
      const before = bytes;
      bytes += part.length;
      if (before < head.length && bytes >= head.length) {
        socket.write(toHead);
      }
      if (bytes === head.length + 2) {
        socket.write(response);
      }
    });
  };
}

describe("a client that expects 100 (Continue)", () => {
  const steps = [connect, send(head), awaitEcho, send("hi"), awaitEcho];

  test("waits until it is told to go on", async () => {
    await using server = await serveScripts(answering("HTTP/1.1 100 Continue\r\n\r\n"));
    const played = await playSteps(server.port, steps, options);
    const { waits, unsolicitedBytes, received } = played.connection("main");
    expect(waits).toMatchObject([
      { satisfied: true, receivedBytes: 6, owedBytes: 6 },
      { satisfied: true, receivedBytes: received.bytes, owedBytes: received.bytes },
    ]);
    expect(unsolicitedBytes).toBe(0);
  });

  test("waits for nothing where the server waits too", async () => {
    await using server = await serveScripts(answering(""));
    const impatient: Step = { ...awaitEcho, deadline: { ms: 50 } };
    const played = await playSteps(
      server.port,
      [connect, send(head), impatient, send("hi"), awaitEcho],
      options,
    );
    expect(played.connection("main").waits).toMatchObject([
      { satisfied: false, receivedBytes: 0, owedBytes: 6 },
      { satisfied: true },
    ]);
  });
});

test("a response without a length is whole when the connection ends", async () => {
  await using server = await serveScripts((socket) => {
    socket.once("data", () => socket.end("HTTP/1.0 200 OK\r\n\r\nhi"));
  });
  const request = "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi";
  const played = await playSteps(server.port, [connect, send(request), awaitEnd], options);
  const { received, unsolicitedBytes, peerEnd } = played.connection("main");
  expect(peerEnd?.how).toBe("fin");
  expect(Buffer.from(received.head, "base64").toString("latin1")).toBe(
    "begun\n200\nhi\0\0\0\0\0\0\0\x02",
  );
  expect(unsolicitedBytes).toBe(0);
});
