import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionInFlight } from "./in-flight.ts";

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
function look(
  tables: Tables,
  clientPort: number | null | "any",
  serverPort = 9001,
): boolean | null {
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
  return connectionInFlight(folders, { serverPort, clientPort });
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
  test.each<{ title: string; client: string; server: readonly string[]; port?: null }>([
    { title: "when the SYN was lost", client: client.synSent, server: [], port: null },
    {
      title: "when the SYN-ACK was lost",
      client: client.synSent,
      server: [server.synReceived],
      port: null,
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
  ])("$title", ({ client, server, port = clientPort }) => {
    expect(look({ client: [client], server: [listening, ...server] }, port)).toBe(true);
  });

  test("on any connection of the port, whichever it is", () => {
    const rows = { client: [client.unacknowledged], server: [listening, server.quiet] };
    expect(look(rows, "any")).toBe(true);
    expect(look({ client: [client.quiet], server: [listening, server.quiet] }, "any")).toBe(false);
    expect(look({ client: [], server: [listening] }, "any")).toBe(false);
    expect(look(rows, "any", 9002)).toBe(false);
  });

  test.each(["quiet", "unread"] as const)("when the client's RST was lost: %s", (row) => {
    expect(look({ client: [], server: [listening, server[row]] }, clientPort)).toBe(true);
  });

  test("when they are those of an IPv6 connection", () => {
    const v6 = (row: string) =>
      row
        .replace(/^([0-9A-F]{8}):/, "02000120000000000000000000000000:")
        .replace(/ ([0-9A-F]{8}):/, " 02000120010000000000000002000000:");
    const rows = { client: [v6(client.unacknowledged)], server: [v6(server.quiet)] };
    expect(look({ ...rows, name: "tcp6" }, clientPort)).toBe(true);
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
    expect(look({ client, server: [listening, ...server] }, clientPort)).toBe(false);
  });

  test.each<{ title: string; port: number | null; serverPort: number }>([
    { title: "of another client's port", port: 40_000, serverPort: 9001 },
    { title: "to another server's port", port: clientPort, serverPort: 9002 },
    { title: "of a handshake, when only data is", port: null, serverPort: 9001 },
  ])("$title", ({ port, serverPort }) => {
    const tables = { client: [client.unacknowledged], server: [server.lastAck] };
    expect(look(tables, port, serverPort)).toBe(false);
  });
});

test.each<{ title: string; tables: Tables }>([
  { title: "of the client", tables: { client: null, server: [listening] } },
  { title: "of the server", tables: { client: [client.quiet], server: null } },
])("nobody knows where the table $title cannot be read", ({ tables }) => {
  expect(look(tables, clientPort)).toBeNull();
});
