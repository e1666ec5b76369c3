import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Implementation } from "../../implementation/manifest.ts";
import { prepareImplementation } from "../../implementation/prepare.ts";
import { loadBundled, pinnedEnvironment } from "../choose/bundled.ts";
import { bundledNames } from "../choose/bundled-names.ts";

const clients = bundledNames()
  .map(loadBundled)
  .filter(({ role }) => role === "client");

beforeAll(async () => {
  const { signal } = new AbortController();
  for (const client of clients) {
    const { unusable } = await prepareImplementation(client, {
      environment: pinnedEnvironment(),
      signal,
    });
    expect(unusable).toBeNull();
  }
}, 120_000);

/** What a server does with one client. */
type Script = (socket: Socket) => void;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const deadlineMs = 1000;
const maxFrame = "1048576";

function wordsFor({ command }: Implementation, port: number, messages: readonly string[]) {
  const values: Readonly<Record<string, string>> = {
    "{host}": "127.0.0.1",
    "{port}": `${port}`,
    "{maxFrame}": maxFrame,
    "{deadlineMs}": `${deadlineMs}`,
  };
  return command.flatMap((word) => (word === "{message}" ? messages : [values[word] ?? word]));
}

async function runAgainst(
  client: Implementation,
  port: number,
  messages: readonly string[],
): Promise<Ran> {
  const [program = "", ...words] = wordsFor(client, port, messages);
  const child = spawn(program, words, {
    cwd: client.folder,
    env: {
      ...pinnedEnvironment(),
      ...client.env,
      SOCKSPEC_MAX_FRAME: maxFrame,
      SOCKSPEC_DEADLINE_MS: `${deadlineMs}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exit = once(child, "exit") as Promise<[number | null]>;
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exit,
  ]);
  return { status, stdout, stderr };
}

async function serve(script: Script): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    // A client that gives up may reset.
    socket.on("error", () => {});
    script(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return (server.address() as AddressInfo).port;
}

function frame(payload: string): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}

const echo: Script = (socket) => socket.pipe(socket);

/** Answers once the whole first frame has arrived. */
function afterFrame(message: string, answer: (socket: Socket) => void): Script {
  return (socket) => {
    let left = frame(message).length;
    socket.on("data", ({ length }) => {
      left -= length;
      if (left === 0) {
        answer(socket);
      }
    });
  };
}

const message = "grüße 🦀";
const whole = frame(message);

async function writeByteWise(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte));
    await new Promise(setImmediate);
  }
}

function closing(socket: Socket): void {
  socket.on("end", () => socket.end());
}

const large = "0123456789".repeat(10_000);

const served: readonly { readonly title: string; readonly messages: string[]; script: Script }[] = [
  { title: "one message", messages: [message], script: echo },
  { title: "an empty message", messages: [""], script: echo },
  { title: "messages one after another", messages: ["one", "", "three", message], script: echo },
  { title: "100 kB by a server that echoes while it reads", messages: [large], script: echo },
  {
    title: "an echo in single bytes",
    messages: [message],
    script: (socket) => {
      closing(socket);
      afterFrame(message, () => void writeByteWise(socket, whole))(socket);
    },
  },
];

function withTruth(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(whole);
  change(bytes);
  return bytes;
}

function answering(bytes: Uint8Array): Script {
  return (socket) => {
    closing(socket);
    afterFrame(message, () => socket.write(bytes))(socket);
  };
}

const refused: readonly { readonly title: string; readonly script: Script }[] = [
  { title: "wrong bytes", script: answering(withTruth((bytes) => bytes.writeUInt8(0, 6))) },
  { title: "bytes beyond the echo", script: answering(Buffer.concat([whole, Buffer.from("!")])) },
  {
    title: "a length above the cap",
    script: answering(withTruth((bytes) => bytes.writeUInt32BE(0xff_ff_ff_ff))),
  },
  {
    title: "a length that is too small",
    script: answering(withTruth((bytes) => bytes.writeUInt32BE(1))),
  },
  {
    title: "an end within the header",
    script: afterFrame(message, (socket) => socket.end(whole.subarray(0, 2))),
  },
  {
    title: "an end within the payload",
    script: afterFrame(message, (socket) => socket.end(whole.subarray(0, 7))),
  },
  { title: "an end before the echo", script: afterFrame(message, (socket) => socket.end()) },
  {
    title: "a reset before the echo",
    script: afterFrame(message, (socket) => socket.resetAndDestroy()),
  },
  {
    title: "a reset within the echo",
    script: afterFrame(message, (socket) =>
      socket.write(whole.subarray(0, 7), () => socket.resetAndDestroy()),
    ),
  },
  {
    title: "a reset instead of the end of file",
    script: (socket) => {
      socket.pipe(socket, { end: false });
      socket.on("end", () => socket.resetAndDestroy());
    },
  },
  { title: "silence", script: (socket) => socket.resume() },
  { title: "an end that does not come", script: (socket) => socket.pipe(socket, { end: false }) },
];

describe.each(clients.map((client) => [client.name, client] as const))("%s", (_, client) => {
  test.each(served)("prints $title", async ({ messages, script }) => {
    const ran = await runAgainst(client, await serve(script), messages);
    expect(ran).toEqual({
      status: 0,
      stdout: messages.map((each) => `${each}\n`).join(""),
      stderr: "",
    });
  });

  test.each(refused)("prints no echo after $title", async ({ script }) => {
    expectFailure(await runAgainst(client, await serve(script), [message]));
  });

  test("prints no echo of the first message if the second gets none", async () => {
    const port = await serve(afterFrame("first", (socket) => socket.write(frame("first"))));
    expectFailure(await runAgainst(client, port, ["first", "second"]));
  });

  test("prints no echo where nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expectFailure(await runAgainst(client, port, [message]));
  });
});

function expectFailure({ status, stdout, stderr }: Ran): void {
  expect(stdout).toBe("");
  expect(status).toBeGreaterThan(0);
  expect(stderr).toMatch(/^[^\n]+\n$/);
}
