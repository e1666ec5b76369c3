import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LeafStep } from "../../scenario/step.ts";
import type { Stage } from "../stage.ts";

const run = promisify(execFile);

/** Prints `connected`, or the name of the error. */
const script = `
  use Errno;
  use Socket;
  socket(my $socket, AF_UNIX, SOCK_SEQPACKET, 0) or exit 1;
  print "connected" and exit if connect($socket, pack_sockaddr_un($ARGV[0]));
  my ($name) = grep { $!{$_} } sort keys %!;
  print $name;
`;

/**
 * Connects a socket of another type, for which Node has no API, and closes it. Perl, essential in Debian,
 * has one.
 */
export async function trySocketType(
  { address, recorder, signal }: Stage,
  { type }: Extract<LeafStep, { do: "trySocketType" }>,
): Promise<void> {
  const words = ["-e", script, address.socket ?? ""];
  const printed = await run("perl", words, { signal, timeout: 5000 }).catch(() => null);
  if (printed !== null) {
    recorder.note("socket-type-tried", undefined, `${type}: ${printed.stdout}`);
  }
}
