import { endedChildrenOf, hasEnded } from "./process.ts";

/** Processes that belong together. */
export interface Family {
  readonly living: readonly number[];
  /** Children of theirs that have ended and were not waited for. */
  readonly ended: readonly number[];
}

/**
 * To find a family, the children of every thread of every process of it are listed. As long as the same
 * processes are in its PID namespace, and all who were found live, the same would be found again.
 *
 * @param find finds those that live.
 * @param listAll lists all processes of the namespace, also those that wait to be reaped.
 * @returns a function that finds them, or remembers them.
 */
export function rememberFamily(
  find: () => readonly number[],
  listAll: () => readonly number[],
): () => Family {
  let known: { readonly family: Family; readonly all: string } | null = null;
  return () => {
    const all = listAll().join(" ");
    if (all === known?.all && !known.family.living.some(hasEnded)) {
      return known.family;
    }
    const family = familyOf(find());
    // An empty one may be about to move in.
    known = family.living.length === 0 ? null : { family, all };
    return family;
  };
}

function familyOf(living: readonly number[]): Family {
  let ended: readonly number[] | null = null;
  return {
    living,
    get ended() {
      ended ??= living.flatMap(endedChildrenOf);
      return ended;
    },
  };
}
