import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TcpRow } from "../../host/proc/net.ts";
import { lookInFlight, portsInFlight } from "./in-flight.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-in-flight-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const heading =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

/** Rows of `/proc/net/tcp` of either host; null where the file cannot be read. */
interface Tables {
  readonly client: readonly string[] | null;
  readonly server: readonly string[] | null;
  readonly name?: "tcp" | "tcp6";
}

/** @returns what is found in folders with these rows. */
function look(tables: Tables, serverPort = 9001): readonly (number | null)[] | null {
  const own = mkdtempSync(join(folder, "net-"));
  const write = (host: "client" | "server") => {
    const rows = tables[host];
    const path = join(own, host);
    mkdirSync(path);
    if (rows !== null) {
      const numbered = rows.map((row, index) => `   ${index}: ${row}`);
      writeFileSync(join(path, tables.name ?? "tcp"), [heading, ...numbered, ""].join("\n"));
    }
    return path;
  };
  const folders = { client: write("client"), server: write("server") };
  return lookInFlight(folders, serverPort);
}

// Recorded on Linux 6.18 in a lab whose link lost segments: 198.18.0.2 is the client, port 9001
// (2329) the server's, 51278 (C84E) the client's.
const listening =
  "00000000:2329 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1971747 1 00000000cf7c8607 100 0 0 10 0";
const client = {
  synSent:
    "020012C6:C84E 020112C6:2329 02 00000001:00000000 01:00000045 00000000     0        0 1969541 2 0000000090a5b005 100 0 0 10 -1",
  quiet:
    "020012C6:C84E 020112C6:2329 01 00000000:00000000 00:00000000 00000000     0        0 1969541 2 0000000090a5b005 20 0 0 10 -1",
  unacknowledged:
    "020012C6:C84E 020112C6:2329 01 00000005:00000000 01:0000000A 00000000     0        0 1969541 2 0000000090a5b005 20 0 0 10 -1",
  probing:
    "020012C6:C84E 020112C6:2329 01 000089E8:00000000 04:0000008A 00000000     0        0 1969541 2 0000000090a5b005 22 0 0 12 5",
  keptAlive:
    "020012C6:C84E 020112C6:2329 01 00000000:00000000 02:000AFC7A 00000000     0        0 1987956 2 00000000dc3eb3ae 302 0 0 10 -1",
  halfClosed:
    "020012C6:C84E 020112C6:2329 05 00000000:00000000 00:00000000 00000000     0        0 1984172 2 00000000417a5cbe 20 0 0 10 -1",
  timeWait:
    "020012C6:C84E 020112C6:2329 06 00000000:00000000 03:00001734 00000000     0        0 0 3 0000000018dab7e1",
};
const server = {
  synReceived:
    "020112C6:2329 020012C6:C84E 03 00000000:00000000 01:00000034 00000000     0        0 0 0 0000000083e1ef13",
  quiet:
    "020112C6:2329 020012C6:C84E 01 00000000:00000000 00:00000000 00000000     0        0 1973954 1 0000000094c19e9c 20 0 0 10 -1",
  unread:
    "020112C6:2329 020012C6:C84E 01 00000000:0001A615 00:00000000 00000000     0        0 1973954 1 0000000094c19e9c 20 8 0 10 -1",
  closeWait:
    "020112C6:2329 020012C6:C84E 08 00000000:00000001 00:00000000 00000000     0        0 1984173 1 00000000339f9347 20 4 0 10 -1",
  lastAck:
    "020112C6:2329 020012C6:C84E 09 00000004:00000001 01:00000008 00000000     0        0 1984173 2 00000000339f9347 20 4 0 10 -1",
};

const clientPort = 0xc84e;

describe("segments are on their way", () => {
  test.each<{ title: string; client: string; server: readonly string[]; isHandshake?: true }>([
    { title: "when the SYN was lost", client: client.synSent, server: [], isHandshake: true },
    {
      title: "when the SYN-ACK was lost",
      client: client.synSent,
      server: [server.synReceived],
      isHandshake: true,
    },
    {
      title: "when the last of the handshake was lost",
      client: client.quiet,
      server: [server.synReceived],
    },
    {
      title: "when data was lost on its way to the server",
      client: client.unacknowledged,
      server: [server.quiet],
    },
    {
      title: "when the echo and the FIN were lost on their way back",
      client: client.halfClosed,
      server: [server.lastAck],
    },
    { title: "when the server's RST was lost", client: client.quiet, server: [] },
    {
      title: "when the server's RST was lost, and the client had half closed",
      client: client.halfClosed,
      server: [],
    },
    {
      title: "when the RST of a server that did not read was lost",
      client: client.probing,
      server: [],
    },
  ])("$title", ({ client, server, isHandshake }) => {
    expect(look({ client: [client], server: [listening, ...server] })).toEqual(
      // A client whose handshake is not over does not know its port.
      isHandshake === true ? [clientPort, null] : [clientPort],
    );
  });

  test("on some of a port's connections, each by its client's port", () => {
    const of = (port: string, row: string) => row.replace("C84E", port);
    const rows = {
      client: [
        of("C001", client.unacknowledged),
        of("C002", client.quiet),
        of("C003", client.synSent),
        of("C004", client.quiet),
      ],
      server: [
        listening,
        of("C001", server.quiet),
        of("C002", server.quiet),
        of("C004", server.lastAck),
        of("C005", server.quiet),
      ],
    };
    const ports = [0xc001, 0xc003, 0xc004, 0xc005, null];
    expect(new Set(look(rows))).toEqual(new Set(ports));
    expect(look(rows, 9002)).toEqual([]);
  });

  test.each(["quiet", "unread"] as const)("when the client's RST was lost: %s", (row) => {
    expect(look({ client: [], server: [listening, server[row]] })).toEqual([clientPort]);
  });

  test("when they are those of an IPv6 connection", () => {
    const v6 = (row: string) =>
      row
        .replace(/^([0-9A-F]{8}):/, "02000120000000000000000000000000:")
        .replace(/ ([0-9A-F]{8}):/, " 02000120010000000000000002000000:");
    const rows = { client: [v6(client.unacknowledged)], server: [v6(server.quiet)] };
    expect(look({ ...rows, name: "tcp6" })).toEqual([clientPort]);
  });
});

describe("nothing is on its way", () => {
  test.each<{ title: string; client: readonly string[]; server: readonly string[] }>([
    { title: "when all is acknowledged", client: [client.quiet], server: [server.quiet] },
    {
      title: "when what has arrived was not read",
      client: [client.quiet],
      server: [server.unread],
    },
    {
      title: "when the server's window is closed: that is the server's doing",
      client: [client.probing],
      server: [server.unread],
    },
    {
      title: "when the server has not closed yet",
      client: [client.halfClosed],
      server: [server.closeWait],
    },
    {
      title: "when only a keep-alive is due",
      client: [client.keptAlive],
      server: [server.quiet],
    },
    { title: "when the connection is over", client: [client.timeWait], server: [] },
    { title: "when neither end is there", client: [], server: [] },
    {
      title: "when the server was reported the end, and keeps its own",
      client: [],
      server: [server.closeWait],
    },
  ])("$title", ({ client, server }) => {
    expect(look({ client, server: [listening, ...server] })).toEqual([]);
  });

  test("to another server's port", () => {
    const tables = { client: [client.unacknowledged], server: [server.lastAck] };
    expect(look(tables, 9002)).toEqual([]);
  });
});

test.each<{ title: string; tables: Tables }>([
  { title: "of the client", tables: { client: null, server: [listening] } },
  { title: "of the server", tables: { client: [client.quiet], server: null } },
])("nobody knows where the table $title cannot be read", ({ tables }) => {
  expect(look(tables)).toBeNull();
});

describe("one pass over the tables finds what a search for each connection finds", () => {
  const serverPort = 1;
  const states = ["SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "TIME-WAIT"] as const;
  const port = fc.integer({ min: 0, max: 4 });
  const row: fc.Arbitrary<TcpRow> = fc.record({
    address: fc.constant("198.18.0.1"),
    port,
    remotePort: port,
    state: fc.constantFrom(...states, "CLOSE-WAIT", "LISTEN"),
    retransmits: fc.boolean(),
  });

  function isFound(rows: readonly TcpRow[], wanted: number | null): boolean {
    const ofClient = rows.filter(
      (row) =>
        row.remotePort === serverPort &&
        (wanted === null ? row.state === "SYN-SENT" : row.port === wanted),
    );
    const ofServer = rows.filter((row) => row.port === serverPort && row.remotePort === wanted);
    const waits = ({ state }: TcpRow) => state === "ESTABLISHED" || state.startsWith("FIN-WAIT");
    return (
      [...ofClient, ...ofServer].some(({ retransmits }) => retransmits) ||
      (ofServer.length === 0 && ofClient.some(waits)) ||
      (ofClient.length === 0 && ofServer.some(({ state }) => state === "ESTABLISHED"))
    );
  }

  test("among a few connections, with ports in every place", () => {
    const rows = fc.array(row, { maxLength: 8 });
    fc.assert(
      fc.property(rows, rows, (client, server) => {
        const found = portsInFlight({ client, server }, serverPort) ?? [];
        const all = [...client, ...server];
        const expected = [1, 2, 3, 4, null].filter((wanted) => isFound(all, wanted));
        expect(new Set(found.filter((one) => one !== 0))).toEqual(new Set(expected));
        expect(new Set(found).size).toBe(found.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("among ten thousand connections, with a few reads of each row", () => {
    let reads = 0;
    const counted = (port: number, remotePort: number, retransmits: boolean): TcpRow => ({
      address: "198.18.0.1",
      get port() {
        reads += 1;
        return port;
      },
      remotePort,
      state: "ESTABLISHED",
      retransmits,
    });
    const ports = Array.from({ length: 10_000 }, (_, index) => 20_000 + index);
    const client = ports.map((own) => counted(own, serverPort, own % 2 === 0));
    const server = ports.map((own) => counted(serverPort, own, false));
    expect(portsInFlight({ client, server }, serverPort)).toEqual(
      ports.filter((own) => own % 2 === 0),
    );
    expect(reads).toBeLessThan(10 * ports.length);
  });
});
