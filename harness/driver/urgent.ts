import { spawn } from "node:child_process";
import { once } from "node:events";
import type { DriverConnection } from "./connection.ts";
import type { Stage } from "./stage.ts";

/**
 * Sends one byte with MSG_OOB, for which Node has no API. Perl, essential in Debian, does it on a
 * duplicate of the descriptor. The byte is not part of the stream: a receiver without
 * `SO_OOBINLINE` never reads it (tcp(7)).
 */
export async function sendUrgent(stage: Stage, connection: DriverConnection): Promise<void> {
  const script = 'open(my $socket, "+<&=", 3) or die; send($socket, "!", 1) or die;';
  const child = spawn("perl", ["-e", script], {
    stdio: ["ignore", "ignore", "ignore", connection.socket],
    signal: stage.signal,
  });
  // Node stops reading a socket that it hands to a child.
  connection.readOn();
  const [status] = await once(child, "exit").catch(() => [null]);
  if (status === 0) {
    stage.recorder.note("urgent-sent", connection.name);
  }
}
