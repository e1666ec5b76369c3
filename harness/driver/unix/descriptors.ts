import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import type { LeafStep } from "../../scenario/step.ts";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";

/** Gets the number of descriptors, and the bytes in hexadecimal. Python 3.9 has `send_fds`. */
const script = `
import os, socket, sys
peer = socket.socket(fileno=3)
files = [os.open("/dev/null", os.O_RDONLY) for _ in range(int(sys.argv[1]))]
data = bytes.fromhex(sys.argv[2])
sys.exit(0 if socket.send_fds(peer, [data], files) == len(data) else 1)
`;

/**
 * Sends bytes with descriptors beside them (SCM_RIGHTS, unix(7)), for which Node has no API. Python does it
 * on a duplicate of the socket's descriptor.
 */
export async function sendDescriptors(
  stage: Stage,
  connection: DriverConnection,
  step: Extract<LeafStep, { do: "sendDescriptors" }>,
): Promise<void> {
  const seed = deriveSeed(stage.context.seed, connection.name, connection.partsSent);
  const part = connection.beginSend(step.content, seed);
  const pieces = renderContent(stage.protocol, part, stage.context);
  const bytes = Buffer.concat(Array.from(pieces, (piece) => piece.slice()));
  const words = ["-c", script, String(step.count), bytes.toString("hex")];
  const isSent = await connection.writeBy(bytes, (socket) => runOn(socket, words, stage.signal));
  // Node stops reading a socket that it hands to a child.
  connection.readOn();
  if (isSent) {
    stage.recorder.note("descriptors-sent", connection.name, `${step.count} descriptors`);
  }
}

async function runOn(
  socket: Socket,
  words: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const child = spawn("python3", words, {
    stdio: ["ignore", "ignore", "ignore", socket],
    signal,
  });
  const [status] = await once(child, "exit").catch(() => [null]);
  return status === 0;
}
