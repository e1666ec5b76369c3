/** echo, chargen: what comes from there was sent in answer, or forged, and would be answered for ever. */
const ANSWERING_PORTS = [7, 19];

/** Answers kept while the send buffer is full; UDP lets go of the others. */
const WAITING_MAX = 256;

interface Answer {
  readonly data: Buffer;
  readonly port: number;
  readonly address: string;
}

const [hostname = "0.0.0.0", portWord = "7", group = ""] = process.argv.slice(2);
const ownPort = Number(portWord);

const waiting: Answer[] = [];

// Before binding: a supervisor that waits for the socket may send a signal immediately.
process.once("SIGTERM", () => process.exit());
process.once("SIGINT", () => process.exit());

const socket = await Bun.udpSocket({
  hostname,
  port: ownPort,
  socket: {
    data(socket, data, port, address) {
      if (ANSWERING_PORTS.includes(port) || port === ownPort) return;
      const isSent = waiting.length === 0 && send(socket, { data, port, address });
      if (!isSent && waiting.length < WAITING_MAX) waiting.push({ data, port, address });
    },
    drain: sendWaiting,
    // An error of one peer's, such as a port that is closed, ends nothing.
    error() {},
  },
});
if (group !== "") join();

type Socket = Bun.udp.Socket<"buffer">;

function sendWaiting(socket: Socket): void {
  for (let next = waiting[0]; next !== undefined && send(socket, next); next = waiting[0]) {
    waiting.shift();
  }
}

/** @returns false if the send buffer is full. */
function send(socket: Socket, { data, port, address }: Answer): boolean {
  try {
    return socket.send(data, port, address);
  } catch {
    return true; // It cannot be sent, now or later.
  }
}

function join(): void {
  try {
    socket.addMembership(group);
  } catch (error) {
    // There may be no interface for groups. The server's own address can still be asked.
    console.error(`${group}: ${(error as Error).message}`);
  }
}
