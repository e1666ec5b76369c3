import { type SocketLook, socketLookSchema, unreadable } from "../../history/socket-options.ts";
import type { SocketQuery } from "../../host/host.ts";
import { ProgramError, runProgram } from "../../host/run-program.ts";
import { observerProgram } from "./observer-program.ts";

/** A look takes 5 ms; this allows for a machine that swaps. */
const timeoutMs = 10_000;

/** Neither the processes of a harness nor those of another user may look into the others: Yama, ptrace(2). */
const advice =
  "Reading them needs Linux 5.6 and the right to trace the process (pidfd_getfd(2)), which the netns lab has";

/**
 * Reads the options of the TCP sockets that processes have on a server's port, without stopping them.
 *
 * @param enter words that run a program where it may look into the processes, in their network namespace.
 * @returns a look with the reason where they cannot be read.
 */
export async function readSocketOptions(
  { port, processes, environment, signal }: SocketQuery,
  enter: readonly string[] = [],
): Promise<SocketLook> {
  if (processes.length === 0) {
    return unreadable("no process of the implementation is left");
  }
  const words = [...enter, observerProgram(), "options", String(port), ...processes.map(String)];
  try {
    const { stdout } = await runProgram(words, { environment, signal, timeoutMs });
    const look = socketLookSchema.parse(JSON.parse(stdout));
    return look.failure === null ? look : { ...look, failure: `${look.failure}. ${advice}` };
  } catch (error) {
    if (error instanceof ProgramError) {
      return unreadable(error.complaint);
    }
    throw error;
  }
}
