import { existsSync, readdirSync, readlinkSync, statSync } from "node:fs";
import type { ProcessSample } from "../../history/history.ts";
import { readProc } from "./read.ts";

/** The kernel reports CPU time in ticks of USER_HZ, which is 100 on every Linux architecture. */
const tickMs = 10;

/**
 * @param folder where a PID namespace has its /proc. Default: this process's.
 * @returns the ids of all its processes, as it numbers them; empty where it is hidden.
 */
export function listProcesses(folder = "/proc"): readonly number[] {
  return attempt(() => readdirSync(folder), [])
    .filter(isProcessId)
    .map(Number);
}

function isProcessId(name: string): boolean {
  return /^\d+$/.test(name);
}

/** @returns the processes whose network namespace is that of `pid`. */
export function processesInNetworkOf(pid: number): readonly number[] {
  const wanted = networkNamespace(pid);
  return wanted === null ? [] : listProcesses().filter((pid) => networkNamespace(pid) === wanted);
}

/**
 * Looks only at the processes of one PID namespace, which are few.
 *
 * @param first the first process of the namespace, whose root has its `/proc`.
 * @returns how many of them are in the network namespace and have not ended; null where hidden.
 */
export function countInNetwork(first: number, network: string): number | null {
  const folder = `/proc/${first}/root/proc`;
  const names = attempt(() => readdirSync(folder), null);
  return (
    names
      ?.filter(isProcessId)
      .filter((name) => attempt(() => readlinkSync(`${folder}/${name}/ns/net`), null) === network)
      .length ?? null
  );
}

/** @returns an identifier such as `net:[4026531840]`, or null if the process is gone or hidden. */
export function networkNamespace(pid: number): string | null {
  return attempt(() => readlinkSync(`/proc/${pid}/ns/net`), null);
}

/** @returns the children that the first thread of the process started, oldest first. */
export function childrenOf(pid: number): readonly number[] {
  return hasListsOfChildren()
    ? childrenOfThread(pid, pid)
    : listProcesses().filter((candidate) => parentOf(candidate) === pid);
}

/** @returns all that descend from the process, whichever of their threads started them. */
export function descendantsOf(pid: number): readonly number[] {
  const children = hasListsOfChildren() ? childrenOfThreads(pid) : childrenOf(pid);
  return [...new Set(children)].flatMap((child) => [child, ...descendantsOf(child)]);
}

function childrenOfThreads(pid: number): readonly number[] {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`), []);
  return threads.flatMap((thread) => childrenOfThread(pid, Number(thread)));
}

/** @returns the children that it started; none if it has ended, or the kernel lists none. */
export function childrenOfThread(pid: number, thread: number): readonly number[] {
  const listed = attempt(() => readProc(`/proc/${pid}/task/${thread}/children`), "");
  return listed.split(" ").filter(Boolean).map(Number);
}

let listsOfChildren: boolean | null = null;

/**
 * Kernels without CONFIG_PROC_CHILDREN have none. Asked once, and of this process: a thread that has
 * just ended has no list either, and a search through all processes for each of a thousand threads
 * takes seconds.
 */
function hasListsOfChildren(): boolean {
  listsOfChildren ??= existsSync(`/proc/${process.pid}/task/${process.pid}/children`);
  return listsOfChildren;
}

/** @returns the process and all that descend from it. */
export function processTree(pid: number): readonly number[] {
  return [pid, ...descendantsOf(pid)];
}

/** @returns the processes of a session, whatever has become of its leader. */
export function processesInSession(leader: number): readonly number[] {
  return listProcesses().filter((pid) => Number(statFields(pid)?.[3]) === leader);
}

/** @returns the processes that were started with a word in their environment. */
export function processesWithVariable(word: string): readonly number[] {
  return listProcesses().filter((pid) =>
    attempt(() => readProc(`/proc/${pid}/environ`), "").includes(word),
  );
}

/** @returns the inodes of the sockets that the process holds. */
export function socketInodes(pid: number): readonly string[] {
  return attempt(() => readdirSync(`/proc/${pid}/fd`), []).flatMap((descriptor) => {
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), "");
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

function parentOf(pid: number): number | null {
  const stat = statFields(pid);
  return stat === null ? null : Number(stat[1]);
}

/** @returns the fields of `/proc/PID/stat` from the state on, or null if the process is gone. */
function statFields(pid: number): readonly string[] | null {
  const stat = attempt(() => readProc(`/proc/${pid}/stat`), null);
  return stat === null ? null : fieldsOf(stat);
}

/** The name before the state is in parentheses and may contain spaces and parentheses itself. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function isEnding(fields: readonly string[] | null): boolean {
  const [state, , , , , , flags] = fields ?? [];
  return (
    state === undefined || state === "Z" || state === "X" || (Number(flags) & exitingFlag) !== 0
  );
}

/** PF_EXITING of include/linux/sched.h: the process's sockets are about to be closed, or are. */
const exitingFlag = 0x4;

/** @returns whether the process is about to end, has ended and waits to be reaped, or is gone. */
export function hasEnded(pid: number): boolean {
  return isEnding(statFields(pid));
}

/** One process, as /proc describes it. */
export interface ProcessTexts {
  readonly pid: number;
  /** `/proc/PID/stat`; empty when the process is gone. */
  readonly stat: string;
  /** `/proc/PID/status`. */
  readonly status: string;
  readonly descriptors: number;
  readonly socketInodes: readonly string[];
  /** `/proc/PID/task/TID/schedstat` of each thread, a line each; empty where the kernel has none. */
  readonly schedstats: string;
}

/** @returns whether it is about to end, has ended and waits to be reaped, or was gone already. */
export function hasEndedBy({ stat }: ProcessTexts): boolean {
  return isEnding(stat === "" ? null : fieldsOf(stat));
}

/**
 * Sums the kernel's figures for the processes, and counts their zombies.
 *
 * @param ended their children that have ended. Default: those are looked for.
 */
export function sampleProcesses(
  pids: readonly number[],
  ended: readonly number[] = pids.flatMap(endedChildrenOf),
): ProcessSample {
  return sumUp([...pids, ...ended].map(readTexts));
}

/** @returns the children of a process that have ended and were not waited for. */
export function endedChildrenOf(pid: number): readonly number[] {
  return childrenOfThreads(pid).filter(hasEnded);
}

/** Processes that have ended count as zombies, or as nothing. */
export function sumUp(processes: readonly ProcessTexts[]): ProcessSample {
  const sum = {
    processes: 0,
    residentBytes: 0,
    residentPeakBytes: 0,
    addressSpaceBytes: 0,
    descriptors: 0,
    cpuWithEndedMs: 0,
    cpuMs: 0,
    runnableMs: 0,
    timesScheduled: 0,
    threads: 0,
    zombies: 0,
  };
  for (const texts of processes) {
    const { stat, status, descriptors, schedstats } = texts;
    const fields = fieldsOf(stat);
    if (hasEndedBy(texts)) {
      sum.zombies += fields[0] === "Z" ? 1 : 0;
      continue;
    }
    const kilobytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    const ofChildren = Number(fields[13] ?? 0) + Number(fields[14] ?? 0);
    sum.cpuWithEndedMs += (ticks + ofChildren) * tickMs;
    sum.processes += 1;
    sum.threads += Number(/^Threads:\s+(\d+)/m.exec(status)?.[1] ?? 1);
    sum.residentBytes += kilobytes("VmRSS");
    sum.residentPeakBytes += kilobytes("VmHWM");
    sum.addressSpaceBytes += kilobytes("VmSize");
    sum.descriptors += descriptors;
    const times = scheduled(schedstats) ?? {
      onCpuMs: ticks * tickMs,
      waitedMs: 0,
      timesScheduled: 0,
    };
    sum.cpuMs += times.onCpuMs;
    sum.runnableMs += times.onCpuMs + times.waitedMs;
    sum.timesScheduled += times.timesScheduled;
  }
  return sum;
}

function readTexts(pid: number): ProcessTexts {
  const folder = `/proc/${pid}`;
  const read = (path: string) => attempt(() => readProc(`${folder}/${path}`), "");
  const threads = attempt(() => readdirSync(`${folder}/task`), []);
  return {
    pid,
    stat: read("stat"),
    status: read("status"),
    descriptors: attempt(() => countDescriptors(`${folder}/fd`), 0),
    socketInodes: [],
    schedstats: threads.map((thread) => read(`task/${thread}/schedstat`)).join(""),
  };
}

/** From Linux 6.2 on the folder has their number as its size, and before that 0. */
function countDescriptors(folder: string): number {
  return statSync(folder).size || readdirSync(folder).length;
}

interface Scheduled {
  readonly onCpuMs: number;
  readonly waitedMs: number;
  readonly timesScheduled: number;
}

/**
 * Time of all threads to the nanosecond, where the kernel has CONFIG_SCHED_INFO: on a processor,
 * and waiting for one; and how often they were given one. Threads that have ended are not in it.
 */
function scheduled(schedstats: string): Scheduled | null {
  const lines = schedstats.split("\n").filter(Boolean);
  if (lines.length === 0) {
    return null;
  }
  const times = { onCpuMs: 0, waitedMs: 0, timesScheduled: 0 };
  for (const line of lines) {
    const [onCpuNs, waitedNs, timesScheduled] = line.split(" ").map(Number);
    times.onCpuMs += (onCpuNs ?? 0) / 1e6;
    times.waitedMs += (waitedNs ?? 0) / 1e6;
    times.timesScheduled += timesScheduled ?? 0;
  }
  return times;
}

/** Processes end while one reads about them: what is gone has nothing to say. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
