import { connect } from "node:net";
import process from "node:process";

import { Echo, encodeFrame } from "./echo.ts";

const [
  host = "127.0.0.1",
  port = "7007",
  maxFrameBytes = "1048576",
  deadlineMs = "5000",
  ...messages
] = process.argv.slice(2);

try {
  await exchange();
  // Only now is it known that nothing else came behind the echo.
  process.stdout.write(messages.map((message) => `${message}\n`).join(""));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/**
 * Sends the messages and reads their echoes, then shuts down writing and waits for the server's end
 * of file.
 *
 * @throws {Error} when the server does anything else.
 */
async function exchange(): Promise<void> {
  const frames = messages.map(encodeFrame);
  const echo = new Echo(frames, Number(maxFrameBytes));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host, port: Number(port), noDelay: true });
  // Of inactivity: it covers the connect, and each read and write starts it again.
  socket.setTimeout(Number(deadlineMs), () => {
    const what = socket.connecting ? "no connection" : `${echo.progress} echoed`;
    reject(new Error(`${what} after ${deadlineMs} ms without progress`));
  });
  socket.on("error", reject);
  socket.on("connect", () => socket.write(Buffer.concat(frames)));
  socket.on("data", (bytes: Buffer) => {
    try {
      echo.push(bytes);
      if (echo.complete) socket.end();
    } catch (error) {
      reject(error);
    }
  });
  socket.on("end", () => {
    if (!echo.complete) reject(new Error(`the server ended after ${echo.progress}`));
  });
  socket.on("close", () => resolve());
  try {
    await promise;
  } finally {
    socket.destroy();
  }
}
