/** The work on one network. */
export interface NetworkLoad {
  readonly costMs: number;
  /** What each shard that takes part in it pays beside that. */
  readonly labMs: number;
}

/** Room for a network's cases in one shard. */
export interface Share {
  /** From 0. */
  readonly shard: number;
  readonly roomMs: number;
}

/** Halving the distance to the best limit so often leaves less than a ms of days. */
const halvings = 40;

/**
 * Lays the networks' work end to end and cuts it into shards of the same length, which is as small as can
 * be with the labs that every cut adds.
 *
 * @returns the shares of each network, in their order.
 */
export function shareOut(loads: readonly NetworkLoad[], of: number): readonly (readonly Share[])[] {
  const allMs = loads.reduce((sum, { costMs, labMs }) => sum + costMs + labMs, 0);
  let [tooLittle, enough] = [0, allMs];
  let shares = fill(loads, of, enough) ?? [];
  for (let halving = 0; halving < halvings; halving += 1) {
    const limitMs = (tooLittle + enough) / 2;
    const found = fill(loads, of, limitMs);
    shares = found ?? shares;
    [tooLittle, enough] = found === null ? [limitMs, enough] : [tooLittle, limitMs];
  }
  return shares;
}

/** @returns null where shards of this length do not take all of it. */
function fill(
  loads: readonly NetworkLoad[],
  of: number,
  limitMs: number,
): readonly (readonly Share[])[] | null {
  let [shard, leftMs] = [0, limitMs];
  const all: Share[][] = [];
  for (const { costMs, labMs } of loads) {
    const shares: Share[] = [];
    let restMs = costMs;
    do {
      // Behind others, a lab is worth its opening where it plays at least as long as that takes.
      if (leftMs < limitMs && leftMs < labMs + Math.min(restMs, labMs)) {
        [shard, leftMs] = [shard + 1, limitMs];
      }
      const roomMs = Math.min(restMs, leftMs - labMs);
      if (shard >= of || roomMs < 0 || (roomMs === 0 && restMs > 0)) {
        return null;
      }
      shares.push({ shard, roomMs });
      restMs -= roomMs;
      leftMs -= labMs + roomMs;
    } while (restMs > 0);
    all.push(shares);
  }
  return all;
}
