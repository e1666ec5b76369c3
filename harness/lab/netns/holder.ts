import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PipedChild } from "../../host/host.ts";
import { type LabFacts, LabOpenError, type SocketBuffers } from "../lab.ts";

/** An open took 30 ms on two busy cores; this is for a machine that swaps. */
const openTimeoutMs = 10_000;

const namespaces = ["--user", "--map-root-user", "--net", "--mount", "--pid"];

/** The process whose standard input keeps the lab alive. */
export type Holder = ChildProcess & PipedChild;

export interface HolderOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Limit of the hosts' socket buffers. Default: 1 MiB, so that a megabyte can be owed. */
  readonly largestBufferBytes?: number;
  /** Whether a third host lies behind the server, on a second wire. Default: none. */
  readonly upstream?: boolean;
  readonly signal: AbortSignal;
}

export function spawnHolder({
  environment,
  largestBufferBytes = 1_048_576,
  upstream = false,
  signal,
}: HolderOptions): Holder {
  const script = join(import.meta.dirname, "netns.sh");
  const words = ["--fork", "--kill-child", "--mount-proc", "sh", script];
  const wanted = [String(largestBufferBytes), ...(upstream ? ["upstream"] : [])];
  return spawn("unshare", [...namespaces, ...words, ...wanted], {
    stdio: ["pipe", "pipe", "pipe"],
    env: environment,
    signal,
    // A session of its own: Ctrl-C is for the harness, which unwinds in order.
    detached: true,
  }) as Holder;
}

/** The hosts as they were set up. */
export interface HostFacts extends Pick<LabFacts, "congestionControl" | "buffers"> {
  /** Buffers of the host behind the server; null if there is none. */
  readonly upstreamBuffers: SocketBuffers | null;
}

/**
 * Waits until the hosts have reported their congestion control and socket buffers, and the second wire
 * that it is there.
 *
 * @throws {LabOpenError} if the holder ends before, or takes too long.
 */
export async function readHosts(holder: Holder, withUpstream: boolean): Promise<HostFacts> {
  const timer = setTimeout(() => holder.kill("SIGKILL"), openTimeoutMs);
  const failed = rejectAtEnd(holder);
  failed.catch(() => {});
  try {
    return await Promise.race([readReports(holder, withUpstream, failed), failed]);
  } finally {
    clearTimeout(timer);
  }
}

function rejectAtEnd(holder: Holder): Promise<never> {
  let complaint = "";
  holder.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(0, 2000);
  });
  return new Promise((_, reject) => {
    holder.once("error", (cause) => reject(openError(String(cause), cause)));
    holder.once("close", (status, signal) => {
      reject(openError(complaint.trim() || `it ended with ${signal ?? `status ${status}`}`));
    });
  });
}

/** Reads a line for each host, and the words "ready" and, of the second wire, "wire". */
async function readReports(
  { stdout }: Holder,
  withUpstream: boolean,
  failed: Promise<never>,
): Promise<HostFacts> {
  const buffers: Record<string, SocketBuffers> = {};
  const awaited = new Set(["ready", ...(withUpstream ? ["upstream", "wire"] : [])]);
  let congestionControl = "";
  for await (const line of createInterface({ input: stdout })) {
    const [word, name = "", control = "", ...sizes] = line.split(" ");
    if (word === "host") {
      buffers[name] = parseBuffers(sizes.map(Number));
      congestionControl = control;
    }
    awaited.delete(word === "host" ? name : (word ?? ""));
    const { client, server, upstream = null } = buffers;
    if (awaited.size === 0 && client !== undefined && server !== undefined) {
      return { congestionControl, buffers: { client, server }, upstreamBuffers: upstream };
    }
  }
  return await failed;
}

/** @param sizes minimum, initial and largest of tcp_rmem, a slash, and those of tcp_wmem. */
function parseBuffers(sizes: readonly number[]): SocketBuffers {
  const [minimum = 0, initial = 0, largest = 0, , ...send] = sizes;
  const [sendMinimum = 0, sendInitial = 0, sendLargest = 0] = send;
  return {
    tcpRmem: [minimum, initial, largest],
    tcpWmem: [sendMinimum, sendInitial, sendLargest],
  };
}

function openError(found: string, cause?: unknown): LabOpenError {
  return new LabOpenError(
    `The netns lab could not be opened: ${found}\n` +
      "It needs user namespaces, iproute2 and util-linux. " +
      "Run sockspec doctor to see what to install or allow, or use --lab loopback.",
    { cause },
  );
}
