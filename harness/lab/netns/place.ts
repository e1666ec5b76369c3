import {
  childrenOf,
  countInNetwork,
  descendantsOf,
  hasEnded,
  networkNamespace,
  processesInNetworkOf,
} from "../../host/proc/process.ts";

/** Process ids that locate a host of the lab. */
export interface Place {
  /** The lab's init process, which adopts orphans. */
  readonly first: number;
  /** An idle process that keeps the host's namespaces alive. */
  readonly anchor: number;
}

/** Words before a command that is run in a host. */
export function enterHost({ anchor }: Place): readonly [string, ...string[]] {
  const namespaces = ["--user", "--preserve-credentials", "--mount", "--pid", "--net"];
  return ["nsenter", "--target", String(anchor), ...namespaces, "--"];
}

/**
 * @param wrapper a process outside the lab whose descendants are in it.
 * @returns pids of the command's processes in a host, orphans included.
 */
export function findInside(
  { first, anchor }: Place,
  wrapper: number | undefined,
): readonly number[] {
  const network = networkNamespace(anchor);
  const orphans = childrenOf(first);
  const parents = wrapper === undefined ? orphans : [wrapper, ...orphans];
  const near = [...orphans, ...parents.flatMap(descendantsOf)].filter(
    (pid) => pid !== anchor && networkNamespace(pid) === network && !hasEnded(pid),
  );
  // Listing children is cheap, but may miss one while others end: an empty list counts only if all
  // processes of the lab confirm it.
  const isEmpty = network !== null && countInNetwork(first, network) === 1;
  return near.length > 0 || isEmpty
    ? near
    : processesInNetworkOf(anchor).filter(
        (pid) => pid !== anchor && pid !== wrapper && !hasEnded(pid),
      );
}
