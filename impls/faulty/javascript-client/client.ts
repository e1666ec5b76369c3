import { connect, type Socket } from "node:net";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { readEcho, startEcho } from "./echo.ts";
import { type Fault, parseFault } from "./fault.ts";

const [
  host = "127.0.0.1",
  port = "8080",
  maxFrame = "1048576",
  deadline = "2000",
  given = "",
  word,
] = process.argv.slice(2);
const fault: Fault = parseFault(word ?? "none");
const message = fault === "trims" ? given.trim() : given;
const deadlineMs = Number(deadline);

try {
  if (message === "" && fault === "refuses-empty") {
    throw new Error("expected a message");
  }
  await exchangeOrTryAgain();
  if (fault === "exits-one") {
    process.exitCode = 1;
  }
} catch (error) {
  if (fault === "succeeds-anyway") {
    print(Buffer.from(message));
  } else {
    fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function fail({ message: why }: Error): void {
  process.exitCode = 1;
  if (fault !== "says-nothing") {
    process.stderr.write(`${why}\n`);
  }
}

function print(echo: Buffer): void {
  process.stdout.write(
    fault === "prints-by-lines" ? echo.toString().split(/\r?\n/).join("\n") : echo,
  );
  if (fault !== "no-line-feed") {
    process.stdout.write("\n");
  }
}

async function exchangeOrTryAgain(): Promise<void> {
  const fromMs = performance.now();
  for (;;) {
    try {
      return await exchange();
    } catch (error) {
      const isRefused = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
      const isEarly = performance.now() - fromMs < deadlineMs;
      if (fault === "connects-again" && !isRefused) {
        return await exchange();
      }
      if (fault !== "tries-until-the-deadline" || !isRefused || !isEarly) {
        throw error;
      }
      await sleep(100);
    }
  }
}

function encode(): Buffer {
  const bytes = Buffer.byteLength(message);
  const frame = Buffer.alloc(4 + bytes);
  frame.writeUInt32BE(fault === "length-in-characters" ? message.length : bytes);
  frame.write(message, 4);
  return fault === "sends-twice" ? Buffer.concat([frame, frame]) : frame;
}

function exchange(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const echo = startEcho(Buffer.from(message), { fault, maxFrameBytes: Number(maxFrame) });
  const socket = connect({
    host,
    port: Number(port),
    noDelay: true,
    allowHalfOpen: fault === "waits-for-the-end",
    autoSelectFamily: fault !== "first-address-alone",
  });
  setDeadlines(socket, reject);
  socket.on("connect", () =>
    fault === "ends-with-message" ? socket.end(encode()) : socket.write(encode()),
  );
  const read = (bytes: Buffer) => {
    try {
      if (readEcho(echo, bytes)) {
        endOf(socket, resolve);
      }
      if (fault === "prints-as-it-comes") {
        process.stdout.write(echo.fresh());
      }
    } catch (error) {
      reject(error);
    }
    if (fault === "deadline-until-an-answer") {
      socket.setTimeout(0);
    }
  };
  socket.on("data", (bytes: Buffer) => {
    if (fault === "end-overtakes-data") {
      setTimeout(read, 20, bytes);
    } else {
      read(bytes);
    }
  });
  socket.on("end", () => {
    if (fault === "waits-for-the-end") {
      socket.end();
    }
    if (!echo.complete && fault !== "end-is-enough") {
      reject(new Error("the server ended before the end of the echo"));
    }
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET" && fault === "hangs-after-reset") {
      setInterval(() => {}, 1000);
    } else if (error.code !== "ECONNRESET" || fault !== "reset-is-an-end") {
      reject(error);
    }
  });
  socket.on("close", () => {
    if (fault !== "hangs-after-reset" || echo.complete) {
      resolve();
    }
  });
  return promise.then(() => finish(echo)).finally(() => socket.destroy());
}

function endOf(socket: Socket, resolve: () => void): void {
  if (fault === "ignores-the-rest") {
    socket.end();
    resolve();
  } else if (fault === "resets-at-end") {
    socket.resetAndDestroy();
    resolve();
  } else if (fault === "waits-for-the-end") {
    socket.setTimeout(0);
  } else {
    socket.end();
    if (fault === "no-deadline-for-the-end") {
      socket.setTimeout(0);
    }
  }
}

function finish(echo: ReturnType<typeof startEcho>): void {
  if (fault === "prints-as-it-comes") {
    process.stdout.write("\n");
  } else {
    print(echo.payload());
  }
}

function setDeadlines(socket: Socket, reject: (error: Error) => void): void {
  const giveUp = () => reject(new Error("nothing came within the deadline"));
  if (fault === "deadline-from-the-start") {
    const timer = setTimeout(giveUp, deadlineMs);
    socket.on("close", () => clearTimeout(timer));
  } else if (fault === "no-deadline-to-connect") {
    socket.once("connect", () => socket.setTimeout(deadlineMs, giveUp));
  } else if (fault !== "no-deadline") {
    socket.setTimeout(deadlineMs, giveUp);
  }
}
