import { createServer, type Socket } from "node:net";
import process from "node:process";
import { type Command, readCommand } from "./command.ts";
import { type Fault, parseFault } from "./fault.ts";
import { isError, replyTo } from "./reply.ts";

const [host = "0.0.0.0", port = "6379", word = "none"] = process.argv.slice(2);
const fault = parseFault(word);
const nothing = Buffer.alloc(0);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  answerCommands(socket, fault);
});
process.once("SIGTERM", () => process.exit(0));
server.listen({ host, port: Number(port), backlog: 1024 });

function answerCommands(socket: Socket, fault: Fault): void {
  let bytes: Buffer = nothing;
  let isRefused = false;

  /** What arrives later is read and forgotten, so that a reset does not take the last replies back. */
  const refuse = (error: string | Buffer): void => {
    bytes = nothing;
    if (fault === "complains-and-goes-on") {
      socket.write(error);
    } else {
      isRefused = true;
      socket.end(error);
    }
  };

  const answer = ({ words, rest }: Command): void => {
    const reply = replyTo(words, fault);
    if (isError(reply) && fault === "hangs-up-on-errors") {
      refuse(reply);
      return;
    }
    // Reading waits while the peer does not take its replies.
    if (!socket.write(reply)) {
      socket.pause();
    }
    bytes = fault === "one-command-a-read" ? nothing : rest;
  };

  /** @returns whether there may be more to read. */
  const readOne = (): boolean => {
    const command = readCommand(bytes, fault);
    if (command === "bad" || (command === "more" && fault === "command-in-one-read")) {
      refuse("-ERR Protocol error\r\n");
      return false;
    }
    if (command === "more") {
      return false;
    }
    answer(command);
    return bytes.length > 0;
  };

  socket.on("data", (chunk: Buffer) => {
    if (isRefused) {
      return;
    }
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    while (readOne()) {
      // Each call reads a command.
    }
  });
  socket.on("drain", () => socket.resume());
}
