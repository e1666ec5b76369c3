import { readTcpRows, type TcpRow } from "../../host/proc/net.ts";
import type { TcpState } from "../../scenario/check.ts";
import type { ClientPorts } from "../lab.ts";

interface NetFolders {
  readonly client: string;
  readonly server: string;
}

interface Ends {
  readonly serverPort: number;
  readonly clientPort: ClientPorts;
}

/**
 * States in which the client waits for the server's end, which has sent a RST or its FIN if it has
 * gone.
 */
const awaitingEnd: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"]);

/** @see Lab.inFlight */
export function connectionInFlight(folders: NetFolders, ends: Ends): boolean | null {
  return isInFlight(readTcpRows(folders.client), readTcpRows(folders.server), ends);
}

/** The same for tables that have already been read. */
export function isInFlight(
  clientRows: readonly TcpRow[] | null,
  serverRows: readonly TcpRow[] | null,
  ends: Ends,
): boolean | null {
  if (clientRows === null || serverRows === null) {
    return null;
  }
  // A client that is under test runs in the server's host, and the driver listens in the client's.
  const rows = [...clientRows, ...serverRows];
  const { serverPort, clientPort } = ends;
  const ports = clientPort === "any" ? portsOf(rows, serverPort) : [clientPort].flat();
  return ports.some((port) => isOneInFlight(rows, { serverPort, clientPort: port }));
}

/** @returns the client's port of each connection of the server's port. */
function portsOf(rows: readonly TcpRow[], serverPort: number): readonly number[] {
  const ports = rows.flatMap(({ port, remotePort }) => {
    if (port === serverPort) {
      return [remotePort];
    }
    return remotePort === serverPort ? [port] : [];
  });
  // One that listens has no peer.
  return [...new Set(ports)].filter((port) => port !== 0);
}

function isOneInFlight(
  rows: readonly TcpRow[],
  ends: { readonly serverPort: number; readonly clientPort: number | null },
): boolean {
  const ofClient = rows.filter(
    (row) =>
      row.remotePort === ends.serverPort &&
      (ends.clientPort === null ? row.state === "SYN-SENT" : row.port === ends.clientPort),
  );
  const ofServer = rows.filter(
    (row) => row.port === ends.serverPort && row.remotePort === ends.clientPort,
  );
  const retransmits = [...ofClient, ...ofServer].some((row) => row.retransmits);
  const endUnknown = ofServer.length === 0 && ofClient.some((row) => awaitingEnd.has(row.state));
  // A client's RST may be lost: then its end has gone, and the server only notices when it sends.
  const clientGone = ofClient.length === 0 && ofServer.some((row) => row.state === "ESTABLISHED");
  return retransmits || endUnknown || clientGone;
}
