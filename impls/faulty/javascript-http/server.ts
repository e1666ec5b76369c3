import { createServer, type Socket } from "node:net";
import process from "node:process";
import { type Fault, parseFault, readRequest } from "./request.ts";

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
  let isRefused = false;

  /** @returns whether there may be more to read. */
  const readOne = (): boolean => {
    const request = readRequest(bytes, fault);
    if (request === "bad") {
      isRefused = true;
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return false;
    }
    if (request === "more") {
      return false;
    }
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${request.content.length}\r\n\r\n`);
    // Reading waits while the peer does not take its responses.
    if (!socket.write(request.content)) {
      socket.pause();
    }
    bytes = request.rest;
    return bytes.length > 0;
  };

  socket.on("data", (chunk: Buffer) => {
    bytes = isRefused ? chunk : Buffer.concat([bytes, chunk]);
    while (!isRefused && readOne()) {
      // Each call reads a request.
    }
  });
  socket.on("drain", () => socket.resume());
}
