import { createServer, type Socket } from "node:net";
import process from "node:process";
import { Transform, type TransformCallback } from "node:stream";

const faults = ["none", "decodes-text", "waits-for-line-feed"] as const;
type Fault = (typeof faults)[number];

const [host = "0.0.0.0", port = "7007", word = "none"] = process.argv.slice(2);
start(parseFault(word));

/** RFC 862 over TCP: what arrives is sent back, through the fault if there is one. */
function start(fault: Fault): void {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on("error", () => {});
    echo(socket, fault);
  });
  process.once("SIGTERM", () => process.exit(0));
  server.listen({ host, port: Number(port), backlog: 1024 });
}

function echo(socket: Socket, fault: Fault): void {
  switch (fault) {
    case "none":
      socket.pipe(socket);
      return;
    case "decodes-text":
      // Invalid UTF-8 becomes U+FFFD, as it does with setEncoding("utf8").
      socket.pipe(transform((bytes) => Buffer.from(bytes.toString("utf8")))).pipe(socket);
      return;
    case "waits-for-line-feed":
      socket.pipe(transform(lines())).pipe(socket);
  }
}

/** Like fgets() and readline(), handles a line only once its end has arrived. */
function lines(): (bytes: Buffer) => Buffer {
  let held = Buffer.alloc(0);
  return (bytes) => {
    const all = Buffer.concat([held, bytes]);
    const end = all.lastIndexOf("\n") + 1;
    held = all.subarray(end);
    return all.subarray(0, end);
  };
}

function transform(change: (bytes: Buffer) => Buffer): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done: TransformCallback) {
      done(null, change(bytes));
    },
  });
}

/** @throws {RangeError} when no fault has that name. */
function parseFault(name: string): Fault {
  const fault = faults.find((fault) => fault === name);
  if (fault === undefined) {
    throw new RangeError(`expected one of ${faults.join(", ")}, found "${name}"`);
  }
  return fault;
}
