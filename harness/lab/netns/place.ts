import {
  childrenOf,
  countInNetwork,
  descendantsOf,
  hasEnded,
  networkNamespace,
  processesInNetworkOf,
  processTree,
} from "../../host/proc/process.ts";

/** Process ids that locate a host of the lab. */
export interface Place {
  /** The lab's init process, which adopts orphans. */
  readonly first: number;
  /** An idle process that keeps the host's namespaces alive. */
  readonly anchor: number;
  /** The process that entered the host for each driver that was started in it. Default: none was. */
  readonly drivers?: ReadonlySet<number>;
}

/**
 * Words before a program that looks into the processes of a host: it has every capability over them, and
 * numbers them as this process does.
 */
export function enterCredentials({ anchor }: Place): readonly string[] {
  return ["nsenter", "--target", String(anchor), "--user", "--preserve-credentials", "--net", "--"];
}

/**
 * @param wrapper a process outside the lab whose descendants are in it.
 * @returns pids of the command's processes in a host, orphans included.
 */
export function findInside(
  { first, anchor, drivers = noDrivers }: Place,
  wrapper: number | undefined,
): readonly number[] {
  const network = networkNamespace(anchor);
  const orphans = childrenOf(first);
  const parents = wrapper === undefined ? orphans : [wrapper, ...orphans];
  const near = [...orphans, ...parents.flatMap(descendantsOf)].filter(
    (pid) => pid !== anchor && networkNamespace(pid) === network && !hasEnded(pid),
  );
  if (near.length > 0) {
    return near;
  }
  const ofDrivers = [...drivers].filter((pid) => pid !== wrapper).flatMap(processTree);
  const besides = 1 + ofDrivers.filter((pid) => !drivers.has(pid)).length;
  // Listing children is cheap, but may miss one while others end: an empty list counts only if all
  // processes of the lab confirm it.
  const isEmpty = network !== null && countInNetwork(first, network) === besides;
  return isEmpty
    ? []
    : processesInNetworkOf(anchor).filter(
        (pid) => pid !== anchor && pid !== wrapper && !ofDrivers.includes(pid) && !hasEnded(pid),
      );
}

const noDrivers: ReadonlySet<number> = new Set();
