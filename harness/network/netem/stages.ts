import { type Direction, hasBoundedQueue, type Loss, meanLossPercent } from "../network.ts";

/** One netem queueing discipline. An absent setting is not applied. */
export interface NetemStage {
  /** Packets that it may hold; more are dropped as overflow. */
  readonly limitPackets: number;
  readonly loss?: Loss;
  readonly duplicatePercent?: number;
  readonly corruptPercent?: number;
  /** Milliseconds. */
  readonly delayMs?: number;
  /** Milliseconds, either way of `delayMs`. */
  readonly jitterMs?: number;
  readonly reorderPercent?: number;
  /** 1000 bits a second. */
  readonly rateKbit?: number;
}

/**
 * More than TCP with our socket buffers ever has in flight. netem's own default of 1000 lost
 * packets unintentionally (100 ms: 43 drops, 120 → 81 Mbit/s).
 */
const unboundedPackets = 100_000;

/** Size of a full packet on a link, in bytes. */
const packetBytes = 1500;

/**
 * Fast enough to cost a full packet only 1.2 µs. netem lets jittered packets overtake each other
 * unless it has a rate: then it counts a packet's time from that of the last one queued.
 */
const orderKeepingRateKbit = 10_000_000;

/**
 * Splits one direction of the wire into stages, outermost first. Loss has a separate
 * stage, and so has a queue that may overflow, so that each stage's drops have one cause.
 * A bounded queue is also separate from the delay, since netem's limit counts every packet that it
 * holds, and delayed packets would fill the queue.
 *
 * A direction that duplicates has one stage: Linux refuses a second netem beside one that
 * duplicates ("cannot mix duplicating netems with other netems in tree", since 2025, in stable
 * kernels such as 6.1.176 too). Its queue is never bounded.
 */
export function netemStages(direction: Direction): readonly NetemStage[] {
  const losing = losingStage(direction);
  const path = pathStage(direction);
  if ((direction.duplicatePercent ?? 0) > 0) {
    return [{ ...losing, ...path, limitPackets: unboundedPackets }];
  }
  const queue = hasBoundedQueue(direction) ? queueStage(direction) : {};
  return [losing, queue, path]
    .filter((stage) => Object.keys(stage).length > 0)
    .map((stage) => ({ limitPackets: unboundedPackets, ...stage }));
}

function losingStage(direction: Direction): Partial<NetemStage> {
  const { loss, duplicatePercent = 0, corruptPercent = 0 } = direction;
  return {
    ...(loss !== undefined && meanLossPercent(direction) > 0 && { loss }),
    ...(duplicatePercent > 0 && { duplicatePercent }),
    ...(corruptPercent > 0 && { corruptPercent }),
  };
}

function queueStage(direction: Direction): Partial<NetemStage> {
  const { rateKbit = 0, queueMs = 0, queuePackets } = direction;
  const queueBytes = (rateKbit * queueMs) / 8;
  const limitPackets = queuePackets ?? Math.max(1, Math.ceil(queueBytes / packetBytes));
  return { rateKbit, limitPackets };
}

function pathStage(direction: Direction): Partial<NetemStage> {
  const { delayMs, jitterMs = 0, reorderPercent = 0 } = direction;
  const rateKbit = hasBoundedQueue(direction) ? undefined : direction.rateKbit;
  const rate = rateKbit ?? (jitterMs > 0 ? orderKeepingRateKbit : undefined);
  return {
    ...(delayMs > 0 && { delayMs }),
    ...(jitterMs > 0 && { jitterMs }),
    ...(reorderPercent > 0 && { reorderPercent }),
    ...(rate !== undefined && { rateKbit: rate }),
  };
}
