import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  counterDeltas,
  parseCounters,
  parseDevices,
  parseIpv6Counters,
  parseTcpTable,
  readListeners,
} from "./net.ts";

// Excerpts of one machine's files, blanks at the ends of lines included.
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 212 1 000000003ff792c3 100 0 0 10 0                       
   1: 0100007F:D3C8 0100007F:5AD5 06 00000000:00000000 03:00000590 00000000     0        0 0 3 00000000384e374b                                      
   2: 0100007F:E304 0100007F:9E8D 01 00000000:00000000 00:00000000 00000000     0        0 209738 1 000000006a85bb25 20 4 30 11 -1                   
  10: 0100007F:A5BA 0100007F:62C1 08 00000000:00000001 00:00000000 00000000     0        0 699787 1 00000000d3ad7f04 20 4 0 26 8                     
`;
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:9E8D 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 209737 1 0000000080d52645 100 0 0 10 0
   1: B80D0120000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 708024 1 00000000a114c671 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:60B7 0000000000000000FFFF00000100007F:E822 06 00000000:00000000 03:00000BB8 00000000     0        0 0 3 000000002abd55e8
   3: 00000000000000000000000001000000:EA08 00000000000000000000000001000000:9E8D 01 00000000:00000000 00:00000000 00000000     0        0 209739 1 0000000080d52646 20 4 30 11 -1
`;
const snmp = `Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates OutTransmits
Ip: 2 64 3610530 0 0 0 0 0 3610530 3301060 0 0 0 0 0 0 0 0 0 3301060
IcmpMsg: InType3
IcmpMsg: 1
Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors
Tcp: 1 200 120000 -1 47591 47546 14 24099 16 3610431 3610374 2567 0 14480 0
`;
const netstat = `TcpExt: SyncookiesSent SyncookiesRecv TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv
TcpExt: 0 0 31366 31791 227224
IpExt: InNoRoutes InTruncatedPkts InOctets OutOctets
IpExt: 0 0 55427796994 55110650618
`;

describe("UDP sockets", () => {
  const heading =
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops";
  const row = (local: string, state: string) =>
    ` 4186: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1867 2 0000000000000000 0`;

  test("without a peer await datagrams, and those with one do not", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "sockspec-net-"));
    const lines = [heading, row("00000000:2329", "07"), row("0200A8C0:0035", "01"), ""];
    writeFileSync(join(folder.path, "udp"), lines.join("\n"));
    expect(readListeners(folder.path, "udp")).toMatchObject([{ address: "0.0.0.0", port: 9001 }]);
  });

  test("are no listeners of TCP", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "sockspec-net-"));
    writeFileSync(join(folder.path, "udp"), `${row("00000000:2329", "07")}\n`);
    writeFileSync(join(folder.path, "tcp"), "");
    expect(readListeners(folder.path, "tcp")).toEqual([]);
  });
});

describe("a TCP table", () => {
  test("of IPv4 tells address, ports and state of each socket", () => {
    expect(parseTcpTable(tcp)).toMatchObject([
      { address: "0.0.0.0", port: 2024, remotePort: 0, state: "LISTEN" },
      { address: "127.0.0.1", port: 54_216, remotePort: 23_253, state: "TIME-WAIT" },
      { address: "127.0.0.1", port: 58_116, remotePort: 40_589, state: "ESTABLISHED" },
      { address: "127.0.0.1", port: 42_426, remotePort: 25_281, state: "CLOSE-WAIT" },
    ]);
  });

  test("of IPv6 spells addresses as people do", () => {
    expect(parseTcpTable(tcp6)).toMatchObject([
      { address: "::", port: 40_589, remotePort: 0, state: "LISTEN" },
      { address: "2001:db8::1", port: 8080, remotePort: 0, state: "LISTEN" },
      { address: "::ffff:127.0.0.1", port: 24_759, remotePort: 59_426, state: "TIME-WAIT" },
      { address: "::1", port: 59_912, remotePort: 40_589, state: "ESTABLISHED" },
    ]);
  });

  test.each([
    ["nothing is on its way", "00:00000000", false],
    ["something was sent and is not acknowledged", "01:0000000A", true],
    ["it is kept alive", "02:000AFC7A", false],
    ["it waits for TIME-WAIT to end", "03:00001734", false],
    ["it probes a zero window", "04:0000008A", false],
  ])("tells when a socket will send again: %s", (_, timer, retransmits) => {
    const row = "   0: 0100007F:0050 0100007F:9E8D 01 00000005:00000000 00:00000000 00000000";
    const [socket] = parseTcpTable(row.replace(" 00:00000000 ", ` ${timer} `));
    expect(socket?.retransmits).toBe(retransmits);
  });

  test.each([
    ["01", "ESTABLISHED"],
    ["02", "SYN-SENT"],
    ["03", "SYN-RECEIVED"],
    ["04", "FIN-WAIT-1"],
    ["05", "FIN-WAIT-2"],
    ["06", "TIME-WAIT"],
    ["07", "CLOSED"],
    ["08", "CLOSE-WAIT"],
    ["09", "LAST-ACK"],
    ["0A", "LISTEN"],
    ["0B", "CLOSING"],
    ["0C", "SYN-RECEIVED"],
  ])("calls state %s %s", (code, state) => {
    const row = "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000";
    expect(parseTcpTable(row.replace(" 0A ", ` ${code} `))[0]?.state).toBe(state);
  });

  test.each([
    ["that is empty", ""],
    ["that has only its heading", tcp.split("\n")[0] ?? ""],
    ["with an unknown state", "   0: 0100007F:0050 00000000:0000 FF 00000000:00000000"],
  ])("%s tells of no socket", (_, table) => {
    expect(parseTcpTable(table)).toEqual([]);
  });
});

describe("counters", () => {
  test("of snmp are named by their group", () => {
    expect(parseCounters(snmp)).toMatchObject({
      "Ip.InReceives": 3_610_530,
      "Ip.OutTransmits": 3_301_060,
      "IcmpMsg.InType3": 1,
      "Tcp.MaxConn": -1,
      "Tcp.EstabResets": 24_099,
      "Tcp.RetransSegs": 2567,
    });
  });

  test("of netstat are named by their group", () => {
    expect(parseCounters(netstat)).toEqual({
      "TcpExt.TCPFromZeroWindowAdv": 31_366,
      "TcpExt.TCPToZeroWindowAdv": 31_791,
      "TcpExt.TCPWantZeroWindowAdv": 227_224,
      "IpExt.InOctets": 55_427_796_994,
      "IpExt.OutOctets": 55_110_650_618,
    });
  });

  test("of IPv6 are named as those of IPv4", () => {
    const lines = [
      "Ip6FragCreates                  	4",
      "Udp6InErrors 	2",
      "Ip6InNoRoutes 	0",
      "Icmp6OutType1 	1",
    ];
    expect(parseIpv6Counters(lines.join("\n"))).toEqual({
      "Ip6.FragCreates": 4,
      "Udp6.InErrors": 2,
      "Icmp6.OutType1": 1,
    });
  });

  test("that are zero are left out", () => {
    expect(parseCounters("Tcp: InErrs OutRsts\nTcp: 0 3\n")).toEqual({ "Tcp.OutRsts": 3 });
  });

  test("of an empty file are none", () => {
    expect(parseCounters("")).toEqual({});
  });
});

describe("differences of counters", () => {
  test("are those of the counters that changed", () => {
    const before = { "Tcp.InSegs": 100, "Tcp.OutRsts": 4, "Tcp.CurrEstab": 16 };
    const after = { "Tcp.InSegs": 130, "Tcp.OutRsts": 4, "Tcp.CurrEstab": 15 };
    expect(counterDeltas(before, after)).toEqual({ "Tcp.InSegs": 30, "Tcp.CurrEstab": -1 });
  });

  test("take a counter that appeared meanwhile for one that was zero", () => {
    expect(counterDeltas({}, { "IcmpMsg.InType3": 2 })).toEqual({ "IcmpMsg.InType3": 2 });
  });

  test("take a counter that is left out afterwards for one that is zero again", () => {
    expect(counterDeltas({ "Tcp.CurrEstab": 2 }, {})).toEqual({ "Tcp.CurrEstab": -2 });
  });

  test.each([
    [null, {}],
    [{}, null],
    [null, null],
  ])("between %o and %o cannot be seen", (before, after) => {
    expect(counterDeltas(before, after)).toBeNull();
  });
});

test("what each interface has sent is read from the table of interfaces", () => {
  const table = [
    "Inter-|   Receive                                                |  Transmit",
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
    "    lo: 2200841743  230565    0    0    0     0          0         0 2200841743  230566    0    0    0     0       0          0",
    "  ifb0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0",
    "  eth0:     100       7    0    0    0     0          0         0      900       9    0    0    0     0       0          0",
  ].join("\n");
  expect(parseDevices(table)).toEqual({ "Device.lo.sent": 230_566, "Device.eth0.sent": 9 });
  expect(parseDevices("")).toEqual({});
});
