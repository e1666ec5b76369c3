/** A requirement or a situation that is known, and why no scenario tests it. */
export interface Untested {
  readonly what: string;
  readonly reason: string;
}

export const untested: readonly Untested[] = [
  {
    what: "Throughput of 64 KiB messages in both directions, at least half of the reference's",
    reason: "It measures a machine as much as an implementation: a comparison, not a requirement.",
  },
  {
    what: "Throughput of half the window per round trip on a long path",
    reason: "How large the windows are is the machine's affair: a comparison, not a requirement.",
  },
  {
    what: "Slow senders are closed after an idle timeout that the implementation declares",
    reason: "The contract has no idle timeout, so there is none to hold an implementation to.",
  },
  {
    what: "Delayed acknowledgements stay below 0.5 s (RFC 9293 §3.8.6.3 MUST-40)",
    reason: "The kernel sends acknowledgements: it would test the kernel, not the implementation.",
  },
  {
    what: "Zero-window probes are sent and answered (RFC 9293 §3.8.6.1 MUST-36)",
    reason: "The kernel sends and answers probes: it would test the kernel.",
  },
  {
    what: "Closing with unread data sends a reset (RFC 9293 §3.6.1 SHLD-3)",
    reason:
      "The kernel does so on its own; length/poison-with-junk tests what a server owes before.",
  },
  {
    what: "The client role",
    reason: "The driver connects and does not listen yet.",
  },
  {
    what: "Line-delimited, datagram and Unix-domain echo",
    reason: "There are codecs for the protocols framed and stream only.",
  },
];
