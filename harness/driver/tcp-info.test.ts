import { expect, test } from "vitest";
import { parseSockets } from "./tcp-info.ts";

// Printed by `ss -tinHO` of iproute2-6.1.0 on Linux; blanks at the ends are kept.
const echoing =
  "ESTAB 0      0      127.0.0.1:58116 127.0.0.1:40589 bbr wscale:10,10 rto:204 rtt:0.03/0.015 ato:40 mss:32768 pmtu:65535 rcvmss:536 advmss:65483 cwnd:11 bytes_sent:11 bytes_acked:12 bytes_received:11 segs_out:4 segs_in:3 data_segs_out:1 data_segs_in:1 bbr:(bw:15420234368bps,mrtt:0.017,pacing_gain:2.88672,cwnd_gain:2.88672) send 96119466667bps lastsnd:300 lastrcv:300 lastack:300 pacing_rate 233922295016bps delivery_rate 15420235288bps delivered:2 app_limited reordering:8 rcv_space:65495 rcv_ssthresh:65495 minrtt:0.017 snd_wnd:65536";
const silent =
  "ESTAB 0      0      127.0.0.1:58120 127.0.0.1:40589 bbr wscale:10,10 rto:200 rtt:0.005/0.002 mss:32741 pmtu:65535 rcvmss:536 advmss:65483 cwnd:10 bytes_acked:1 segs_out:2 segs_in:1 bbr:(bw:0bps,mrtt:0.005,pacing_gain:1,cwnd_gain:1) send 523856000000bps lastsnd:304 lastrcv:304 lastack:304 pacing_rate 1497102688120bps delivered:1 app_limited reordering:8 rcv_space:65495 rcv_ssthresh:65495 minrtt:0.005 snd_wnd:65483            ";
const overIpv6 =
  "ESTAB 0      0          [::1]:59816     [::1]:40589 bbr wscale:10,10 rto:204 rtt:0.013/0.005 ato:40 mss:53760 pmtu:65536 rcvmss:5000 advmss:65464 cwnd:11 bytes_sent:5000 bytes_acked:5001 bytes_received:5000 segs_out:4 segs_in:3 data_segs_out:1 data_segs_in:1 bbr:(bw:35839991448bps,mrtt:0.012,pacing_gain:2.88672,cwnd_gain:2.88672) send 363913846154bps lastsnd:300 lastrcv:296 lastack:296 pacing_rate 534532524384bps delivery_rate 35840000000bps delivered:2 app_limited rcv_space:65476 rcv_ssthresh:107138 minrtt:0.012 snd_wnd:107520";
const stalled =
  "ESTAB     128512 2879204 127.0.0.1:44594 127.0.0.1:46151 bbr wscale:10,10 rto:208 backoff:2 rtt:5.525/8.485 ato:40 mss:65483 pmtu:65535 rcvmss:47616 advmss:65483 cwnd:24 ssthresh:8 bytes_sent:5731187 bytes_retrans:130966 bytes_acked:5600222 bytes_received:128512 segs_out:113 segs_in:45 data_segs_out:106 data_segs_in:4 bbr:(bw:29103538208bps,mrtt:0.006,pacing_gain:1,cwnd_gain:2) send 2275608326bps lastsnd:1068 lastrcv:1280 lastack:852 pacing_rate 28812502824bps delivery_rate 129991064bps delivered:107 busy:1512ms rwnd_limited:1508ms(99.7%) retrans:0/2 dsack_dups:2 reordering:12 rcv_rtt:0.085 rcv_space:65495 rcv_ssthresh:95232 notsent:2879204 minrtt:0.006";
const timeWait =
  "TIME-WAIT 0      0       127.0.0.1:44610 127.0.0.1:46151                                    ";

test.each([
  {
    title: "a connection that was echoed to",
    line: echoing,
    port: 58_116,
    info: {
      dataSegmentsOut: 1,
      minimumRoundTripMs: 0.017,
      bytesAcked: 12,
      bytesReceived: 11,
      bytesRetransmitted: 0,
    },
  },
  {
    title: "one that sent nothing, whose counters are not printed",
    line: silent,
    port: 58_120,
    info: {
      dataSegmentsOut: 0,
      minimumRoundTripMs: 0.005,
      bytesAcked: 1,
      bytesReceived: 0,
      bytesRetransmitted: 0,
    },
  },
  {
    title: "one over IPv6",
    line: overIpv6,
    port: 59_816,
    info: {
      dataSegmentsOut: 1,
      minimumRoundTripMs: 0.012,
      bytesAcked: 5001,
      bytesReceived: 5000,
      bytesRetransmitted: 0,
    },
  },
  {
    title: "one that is stalled and retransmits",
    line: stalled,
    port: 44_594,
    info: {
      dataSegmentsOut: 104,
      minimumRoundTripMs: 0.006,
      bytesAcked: 5_600_222,
      bytesReceived: 128_512,
      bytesRetransmitted: 130_966,
    },
  },
])("ss tells of $title", ({ line, port, info }) => {
  expect([...parseSockets(`${line}\n`)]).toEqual([[port, info]]);
});

test("sockets are told apart by their local ports", () => {
  const printed = [echoing, silent, overIpv6, stalled, ""].join("\n");
  expect([...parseSockets(printed).keys()]).toEqual([58_116, 58_120, 59_816, 44_594]);
});

test("a socket without TCP_INFO is left out", () => {
  expect([...parseSockets(`${timeWait}\n${echoing}\n`).keys()]).toEqual([58_116]);
});

test("without ss there are no sockets", () => {
  expect(parseSockets("")).toEqual(new Map());
});
