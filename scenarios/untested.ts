/** A known requirement or situation that no scenario tests, and the reason. */
export interface Untested {
  readonly what: string;
  readonly reason: string;
}

export const untested: readonly Untested[] = [
  {
    what: "Throughput of 64 KiB messages in both directions, at least half of the reference's",
    reason:
      "It measures the machine as much as the implementation, so it can only be a comparison, not a requirement.",
  },
  {
    what: "Throughput of half the window per round trip on a long path",
    reason:
      "The size of the windows depends on the machine, so it can only be a comparison, not a requirement.",
  },
  {
    what: "Slow senders are closed after an idle timeout that the implementation declares",
    reason: "The contract has no idle timeout to judge an implementation by.",
  },
  {
    what: "A client gives up on a server that does not read its message",
    reason:
      "An argument holds less than 128 KiB, and the socket buffers of both ends hold that much: a client that blocks in its write cannot be told from one that waits for its echo.",
  },
  {
    what: "Delayed acknowledgements stay below 0.5 s (RFC 9293 §3.8.6.3 MUST-40)",
    reason:
      "The kernel sends acknowledgements, so this would test the kernel, not the implementation.",
  },
  {
    what: "Zero-window probes are sent and answered (RFC 9293 §3.8.6.1 MUST-36)",
    reason: "The kernel sends and answers probes, so this would test the kernel.",
  },
  {
    what: "Closing with unread data sends a reset (RFC 9293 §3.6.1 SHLD-3)",
    reason:
      "The kernel does that by itself. length/poison-with-junk tests that a server delivers its echoes before it closes.",
  },
  {
    what: "TIME-WAIT is on the side that closed first",
    reason:
      "The kernel keeps it there, and no standard says which side of an application is to close first. The evidence shows which one did.",
  },
  {
    what: "The system's clock is stepped",
    reason:
      "CLOCK_REALTIME belongs to the whole machine. A time namespace shifts only the monotonic and boot clocks, and only once, before its first process starts.",
  },
  {
    what: "A silent name server, and output that is never read, in the container lab",
    reason:
      "An engine gives all containers of a network namespace the same resolv.conf, and the agent in the image reads every output.",
  },
  {
    what: "A broadcast or multicast source address is discarded (RFC 1122 §4.1.3.6)",
    reason: "The kernel discards it before any server sees it, so this would test the kernel.",
  },
  {
    what: "Datagrams over IPv6, and to a server at an --address",
    reason:
      "The lab's groups and its second address are of IPv4, and a server that is only known by its address is looked for by connecting to it.",
  },
  {
    what: "Socket.IO over HTTP long-polling, and the upgrade from it to WebSocket",
    reason: "A session over polling is many connections, and the driver's sessions are one each.",
  },
  {
    what: "A Socket.IO client that connects to no namespace is closed",
    reason: "No document of the protocol says after which time.",
  },
  {
    what: "The client role",
    reason: "The driver can connect but not listen yet.",
  },
  {
    what: "A Unix-domain path of 108 bytes",
    reason:
      "Linux takes it without a terminating NUL, and libuv uses that. A server that refuses it is right as well.",
  },
  {
    what: "Unix-domain sockets in the container lab and at an --address",
    reason:
      "The lab's containers share a network, and no folder in which a driver and a server could meet.",
  },
  {
    what: "Unix-domain datagram and sequential-packet sockets",
    reason: "The driver connects stream sockets only.",
  },
];
