import { createServer, type Socket } from "node:net";
import process from "node:process";
import { type Fault, parseFault } from "./fault.ts";
import { readRequest } from "./request.ts";

const [host = "0.0.0.0", port = "8080", word = "none"] = process.argv.slice(2);
const fault = parseFault(word);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  echoContent(socket, fault);
});
process.once("SIGTERM", () => process.exit(0));
server.listen({ host, port: Number(port), backlog: 1024 });

function echoContent(socket: Socket, fault: Fault): void {
  let bytes: Buffer = Buffer.alloc(0);
  /** Where those of the last read begin. */
  let fresh = 0;
  let isOver = false;
  let isToldToContinue = false;

  /** @returns whether there may be more to read. */
  const readOne = (): boolean => {
    const found = readRequest(bytes, fresh, fault);
    if ("refused" in found) {
      end(`HTTP/1.1 ${found.refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return false;
    }
    if ("waits" in found) {
      if (found.waits && !isToldToContinue) {
        socket.write("HTTP/1.1 100 Continue\r\n\r\n");
        isToldToContinue = true;
      }
      return false;
    }
    isToldToContinue = false;
    bytes = found.rest;
    fresh = 0;
    respond(found.content, found.isLast);
    return !isOver && bytes.length > 0;
  };

  const respond = (content: Buffer, isLast: boolean): void => {
    if (isLast) {
      end(fault === "closes-unanswered" ? "" : responseTo(content, "Connection: close\r\n"));
    } else if (!socket.write(responseTo(content))) {
      // Reading waits while the peer does not take its responses.
      socket.pause();
    }
  };

  const end = (last: string | Buffer): void => {
    isOver = true;
    bytes = Buffer.alloc(0);
    socket.end(last);
  };

  socket.on("data", (chunk: Buffer) => {
    if (isOver) {
      return;
    }
    fresh = bytes.length;
    bytes = Buffer.concat([bytes, chunk]);
    while (readOne()) {
      // Each call reads a request.
    }
  });
  socket.on("drain", () => socket.resume());
}

function responseTo(content: Buffer, fields = ""): Buffer {
  const head = `HTTP/1.1 200 OK\r\n${fields}Content-Length: ${content.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content]);
}
