import { endedChildrenOf, hasEnded } from "./process.ts";
import { readProc } from "./read.ts";

/** Processes that belong together. */
export interface Family {
  readonly living: readonly number[];
  /** Children of theirs that have ended and were not waited for. */
  readonly ended: readonly number[];
}

/**
 * To find a family, the children of every thread of every process of it are listed. As long as nobody was
 * born in this kernel or buried, and all who were found live, the same would be found again.
 *
 * @param find finds those that live.
 * @param read the kernel's own `/proc/loadavg`. What lxcfs shows of it may be seconds old.
 * @returns a function that finds them, or remembers them.
 */
export function rememberFamily(
  find: () => readonly number[],
  read: () => string = () => readProc("/proc/loadavg"),
): () => Family {
  let known: { readonly family: Family; readonly population: string } | null = null;
  return () => {
    const population = parsePopulation(read());
    if (population !== known?.population || known.family.living.some(hasEnded)) {
      // An empty one may be about to move in.
      const family = familyOf(find());
      known = family.living.length === 0 ? null : { family, population };
      return family;
    }
    return known.family;
  };
}

export function familyOf(living: readonly number[]): Family {
  let ended: readonly number[] | null = null;
  return {
    living,
    get ended() {
      ended ??= living.flatMap(endedChildrenOf);
      return ended;
    },
  };
}

/** @returns of `0.20 0.18 0.12 1/80 11206` how many threads there are, and the newest process id: proc_loadavg(5). */
function parsePopulation(loadavg: string): string {
  return loadavg.slice(loadavg.indexOf("/"));
}
