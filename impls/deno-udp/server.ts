/** echo, chargen: what comes from there was sent in answer, or forged, and would be answered for ever. */
const ANSWERING_PORTS = [7, 19];

/** Deno's own buffer of 1024 bytes would cut off the rest of a larger datagram. */
const LARGEST_DATAGRAM = 65_536;

const [hostname = "0.0.0.0", portWord = "7", group = ""] = Deno.args;
const port = Number(portWord);

// Before binding: a supervisor that waits for the socket may send a signal immediately.
Deno.addSignalListener("SIGTERM", () => Deno.exit());
Deno.addSignalListener("SIGINT", () => Deno.exit());

const socket = Deno.listenDatagram({ transport: "udp", hostname, port });
if (group !== "") await join();

const buffer = new Uint8Array(LARGEST_DATAGRAM);
for (;;) {
  try {
    const [data, peer] = await socket.receive(buffer);
    // Sent before the next datagram overwrites the buffer.
    if (peer.transport === "udp" && isAnswered(peer.port)) await socket.send(data, peer);
  } catch {
    // An error of one peer's, such as a port that is closed, ends nothing.
  }
}

function isAnswered(from: number): boolean {
  return !ANSWERING_PORTS.includes(from) && from !== port;
}

async function join(): Promise<void> {
  try {
    await socket.joinMulticastV4(group, "0.0.0.0");
  } catch (error) {
    // There may be no interface for groups. The server's own address can still be asked.
    console.error(`${group}: ${error}`);
  }
}
