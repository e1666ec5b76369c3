import { ofTcpPort, readTcpRows, type TcpRow } from "../../host/proc/net.ts";
import { type ReadProc, readProc } from "../../host/proc/read.ts";
import type { TcpState } from "../../scenario/check.ts";

/** Of each host: the folder with its tables, or their rows. */
interface Hosts<Of> {
  readonly client: Of;
  readonly server: Of;
}

/**
 * States in which the client waits for the server's end, which has sent a RST or its FIN if it has
 * gone.
 */
const awaitingEnd: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"]);

/** @see Lab.inFlight */
export function lookInFlight(
  folders: Hosts<string>,
  serverPort: number,
  read: ReadProc = readProc,
): readonly (number | null)[] | null {
  const rowsOf = (folder: string) => readTcpRows(folder, ofTcpPort(serverPort), read);
  return portsInFlight(
    { client: rowsOf(folders.client), server: rowsOf(folders.server) },
    serverPort,
  );
}

/** The same for tables that have already been read. */
export function portsInFlight(
  { client, server }: Hosts<readonly TcpRow[] | null>,
  serverPort: number,
): readonly (number | null)[] | null {
  if (client === null || server === null) {
    return null;
  }
  // A client that is under test runs in the server's host, and the driver listens in the client's.
  const rows = [...client, ...server];
  const inFlight = [...endsByClientPort(rows, serverPort)].filter(([, ends]) => isInFlight(ends));
  const ports = inFlight.map(([port]) => port);
  const isConnecting = inFlight.some(([, { ofClient }]) => ofClient.some(isHandshake));
  return isConnecting ? [...ports, null] : ports;
}

/** The rows of one connection. */
interface Ends {
  readonly ofClient: TcpRow[];
  readonly ofServer: TcpRow[];
}

function endsByClientPort(rows: readonly TcpRow[], serverPort: number): ReadonlyMap<number, Ends> {
  const byPort = new Map<number, Ends>();
  const endsOf = (clientPort: number) => {
    const ends = byPort.get(clientPort) ?? { ofClient: [], ofServer: [] };
    byPort.set(clientPort, ends);
    return ends;
  };
  for (const row of rows) {
    if (row.remotePort === serverPort) {
      endsOf(row.port).ofClient.push(row);
    }
    // One that listens has no peer.
    if (row.port === serverPort && row.remotePort !== 0) {
      endsOf(row.remotePort).ofServer.push(row);
    }
  }
  return byPort;
}

function isInFlight({ ofClient, ofServer }: Ends): boolean {
  const retransmits = [...ofClient, ...ofServer].some((row) => row.retransmits);
  const endUnknown = ofServer.length === 0 && ofClient.some((row) => awaitingEnd.has(row.state));
  // A client's RST may be lost: then its end has gone, and the server only notices when it sends.
  const clientGone = ofClient.length === 0 && ofServer.some((row) => row.state === "ESTABLISHED");
  return retransmits || endUnknown || clientGone;
}

function isHandshake(row: TcpRow): boolean {
  return row.state === "SYN-SENT" && row.retransmits;
}
