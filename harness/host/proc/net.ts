import type { CounterDeltas, Sample } from "../../history/history.ts";
import type { TcpState } from "../../scenario/check.ts";
import type { IpTransport, Listener, Transport } from "../host.ts";
import { socketInodes } from "./process.ts";
import { type ProcFile, type ReadProc, readProc } from "./read.ts";
import { readUnixListeners, unixListenersAmong } from "./unix.ts";

/** The kernel's numbering, include/net/tcp_states.h. */
const states: Readonly<Record<string, TcpState>> = {
  "01": "ESTABLISHED",
  "02": "SYN-SENT",
  "03": "SYN-RECEIVED",
  "04": "FIN-WAIT-1",
  "05": "FIN-WAIT-2",
  "06": "TIME-WAIT",
  "07": "CLOSED",
  "08": "CLOSE-WAIT",
  "09": "LAST-ACK",
  "0A": "LISTEN",
  "0B": "CLOSING",
  "0C": "SYN-RECEIVED",
};

/** The pending timer, net/ipv4/tcp_ipv4.c: 1 retransmits, 2 keeps alive, 4 probes a zero window. */
const retransmitTimer = "01";

export interface TcpRow extends Listener {
  readonly state: TcpState;
  readonly remotePort: number;
  /** Something was sent and is not acknowledged: a timer will send it again. */
  readonly retransmits: boolean;
}

/** @param netFolder the `net` folder of a process in the namespace, such as `/proc/1/net`. */
export function readListeners(
  netFolder: string,
  transport: Transport = "tcp",
  read: ReadProc = readProc,
): readonly Listener[] | null {
  if (transport === "unix") {
    return readUnixListeners(netFolder);
  }
  return readRows(tablesOf(netFolder, transport), isListening[transport], read);
}

/** @returns the listening sockets, or those without a peer, that are open in one of the processes. */
export function listenersHeldBy(
  processes: readonly number[],
  netFolder: string,
  transport: Transport = "tcp",
): readonly Listener[] {
  const inodes = processes.flatMap(socketInodes);
  if (transport === "unix") {
    return unixListenersAmong(inodes, netFolder);
  }
  const isHeld = isHeldBy(inodes);
  const isWanted = (line: string) => isListening[transport](line) && isHeld(line);
  return readRows(tablesOf(netFolder, transport), isWanted, readProc) ?? [];
}

/** A table has thousands of lines, and few are of listeners: LISTEN, or CLOSE for UDP (udp4_format_sock). */
export const isListening = {
  tcp: (line: string) => line.includes(" 0A "),
  udp: (line: string) => line.includes(" 07 "),
} as const satisfies Record<IpTransport, unknown>;

/** @returns the paths of a transport's tables, for both families. */
export function tablesOf(netFolder: string, transport: IpTransport): readonly string[] {
  return [`${netFolder}/${transport}`, `${netFolder}/${transport}6`];
}

/** @returns whether a line of the table is that of a socket with one of the inodes. */
export function isHeldBy(inodes: readonly string[]): (line: string) => boolean {
  const held = new Set(inodes);
  return (line) => held.has(line.trim().split(/\s+/)[9] ?? "");
}

/** @returns how many sockets of a local port are in each state. */
export function countSockets(
  netFolder: string,
  port: number,
  read: ReadProc = readProc,
): Sample["sockets"] {
  return countByState(readTcpRows(netFolder, ofTcpPort(port), read), port);
}

/** @returns whether a line of the table names the port at either end. */
export function ofTcpPort(port: number): (line: string) => boolean {
  const digits = port.toString(16).toUpperCase().padStart(4, "0");
  return (line) => line.includes(`:${digits} `);
}

export function countByState(rows: readonly TcpRow[] | null, port: number): Sample["sockets"] {
  if (rows === null) {
    return null;
  }
  const counts: Partial<Record<TcpState, number>> = {};
  for (const row of rows.filter((row) => row.port === port)) {
    counts[row.state] = (counts[row.state] ?? 0) + 1;
  }
  return counts;
}

/** @returns every TCP socket of the namespace that `isWanted`; null where they are hidden. */
export function readTcpRows(
  netFolder: string,
  isWanted: (line: string) => boolean = () => true,
  read: ReadProc = readProc,
): readonly TcpRow[] | null {
  return readRows(tablesOf(netFolder, "tcp"), isWanted, read);
}

/** @returns the sockets in the tables that `isWanted`; null where all tables are hidden. */
function readRows(
  paths: readonly string[],
  isWanted: (line: string) => boolean,
  read: ReadProc,
): readonly TcpRow[] | null {
  const tables = paths.map((path) => readText(path, read));
  if (tables.every((table) => table === null)) {
    return null;
  }
  const lines = tables.flatMap((table) => table?.split("\n") ?? []);
  return lines.filter(isWanted).flatMap(parseTcpLine);
}

/** Reads `/proc/net/tcp` or `tcp6`: addresses are hexadecimal words in the host's byte order. */
export function parseTcpTable(table: string): readonly TcpRow[] {
  return table.split("\n").flatMap(parseTcpLine);
}

/** @returns the socket of the line; nothing for a heading or an empty line. */
function parseTcpLine(line: string): readonly TcpRow[] {
  const match =
    /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) \S+ ([0-9A-F]{2}):/.exec(
      line,
    );
  const [, address, port, remotePort, code, timer] = match ?? [];
  const state = states[code ?? ""];
  if (address === undefined || port === undefined || state === undefined) {
    return [];
  }
  return [
    {
      address: decodeAddress(address),
      port: Number.parseInt(port, 16),
      remotePort: Number.parseInt(remotePort ?? "0", 16),
      state,
      retransmits: timer === retransmitTimer,
    },
  ];
}

function decodeAddress(hexadecimal: string): string {
  const words = hexadecimal.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, "hex")].reverse());
  if (bytes.length === 4) {
    return bytes.join(".");
  }
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff;
  if (mapped) {
    return `::ffff:${bytes.slice(12).join(".")}`;
  }
  const groups = Buffer.from(bytes).toString("hex").match(/.{4}/g) ?? [];
  const spelled = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
  return spelled.replace(/(^|:)0(:0)+(:|$)/, "::");
}

/**
 * @returns every counter of `snmp`, `netstat` and `snmp6` that is not zero, by names such as
 * `Tcp.RetransSegs`; null where they are hidden.
 */
export function readCounters(netFolder: string, read: ReadProc = readProc): CounterDeltas | null {
  const textOf = (table: string) => readText(`${netFolder}/${table}`, read, { isOneRecord: true });
  const texts = ["snmp", "netstat"].map(textOf);
  if (texts.some((text) => text === null)) {
    return null;
  }
  const ofIpv6 = parseIpv6Counters(textOf("snmp6") ?? "");
  return Object.assign({}, ...texts.map((text) => parseCounters(text ?? "")), ofIpv6);
}

/**
 * Reads pairs of lines, of names and of values, that begin with the same word. Of 400 counters a
 * host has counted a tenth: those at zero are left out.
 */
export function parseCounters(text: string): CounterDeltas {
  const counters: Record<string, number> = {};
  const lines = text.split("\n");
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const values = (lines[index + 1] ?? "").split(" ");
    let names: readonly string[] | null = null;
    for (let position = 1; position < values.length; position += 1) {
      const value = values[position];
      if (value !== "0" && value !== undefined) {
        names ??= (lines[index] ?? "").split(" ");
        counters[`${(names[0] ?? "").replace(":", "")}.${names[position]}`] = Number(value);
      }
    }
  }
  return counters;
}

/**
 * Reads `snmp6`, lines such as `Udp6InErrors 3`, where there is IPv6.
 *
 * @returns those that are not zero, by names such as `Udp6.InErrors`.
 */
export function parseIpv6Counters(text: string): CounterDeltas {
  const found = text.matchAll(/^(Ip6|Icmp6|Udp6)(\w+)\s+([1-9]\d*)$/gm);
  return Object.fromEntries(
    [...found].map(([, group, name, value]) => [`${group}.${name}`, Number(value)]),
  );
}

/** @returns the same, and how many packets each interface has sent, as `Device.lo.sent`. */
export function readHostCounters(
  netFolder: string,
  read: ReadProc = readProc,
): CounterDeltas | null {
  const counters = readCounters(netFolder, read);
  return counters && { ...counters, ...parseDevices(readText(`${netFolder}/dev`, read) ?? "") };
}

/** Reads `/proc/net/dev`: after two lines of headings, a line of sixteen figures per interface. */
export function parseDevices(text: string): CounterDeltas {
  const lines = text.split("\n").slice(2);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [name, figures = ""] = line.split(":");
      const sent = Number(figures.trim().split(/\s+/)[9] ?? 0);
      return sent > 0 ? [[`Device.${name?.trim()}.sent`, sent]] : [];
    }),
  );
}

/**
 * @param before counters that are not in it were zero.
 * @returns the counters that changed, with the difference; null where either is hidden.
 */
export function counterDeltas(
  before: CounterDeltas | null,
  after: CounterDeltas | null,
): CounterDeltas | null {
  if (before === null || after === null) {
    return null;
  }
  const deltas: Record<string, number> = {};
  for (const name of new Set([...Object.keys(after), ...Object.keys(before)])) {
    const delta = (after[name] ?? 0) - (before[name] ?? 0);
    if (delta !== 0) {
      deltas[name] = delta;
    }
  }
  return deltas;
}

function readText(path: string, read: ReadProc, file?: ProcFile): string | null {
  try {
    return read(path, file);
  } catch {
    return null;
  }
}
