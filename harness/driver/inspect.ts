import type { DriverConnection } from "./connection.ts";
import type { Stage } from "./stage.ts";
import { inspectSockets } from "./tcp-info.ts";

/** Records TCP_INFO of the connections' sockets, if this host can show it. */
export async function inspect(
  stage: Stage,
  connections: readonly DriverConnection[],
): Promise<void> {
  const infos = await inspectSockets(stage.address.port, stage.signal);
  const atMs = stage.clock.nowMs();
  for (const connection of connections) {
    const info = infos.get(connection.localPort ?? 0);
    if (info !== undefined) {
      connection.inspections.push({ atMs, ...info });
    }
  }
}
