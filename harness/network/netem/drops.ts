import { type Qdisc, readNetems } from "./qdiscs.ts";

/** Packets of one direction, counted by the kernel since the stages were set. */
export interface Drops {
  /** Packets dropped on purpose. */
  readonly asked: number;
  /** Packets dropped because a queue was full. */
  readonly overflow: number;
  /** Packets that left the wire. */
  readonly packets: number;
  /** Their bytes, including Ethernet headers. */
  readonly bytes: number;
}

/**
 * A packet that a stage refuses counts as dropped in that stage and in all stages above it (Linux,
 * net/sched/sch_netem.c, `netem_dequeue`, and sch_api.c, `qdisc_tree_reduce_backlog`). One that is
 * lost on purpose counts only in its own stage, which is the outermost.
 *
 * A stage with loss is assumed not to overflow, since its limit cannot be reached. In one without,
 * every drop that is its own is overflow.
 *
 * @param data parsed JSON of `tc -j -s qdisc show dev X`.
 * @throws {UnreadableQdiscsError}
 */
export function readDrops(data: unknown): Drops {
  const netems = readNetems(data);
  const own = ownDrops(netems);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    asked: sum(own.filter((_, index) => losesOnPurpose(netems[index]))),
    overflow: sum(own.filter((_, index) => !losesOnPurpose(netems[index]))),
    packets: netems[0]?.packets ?? 0,
    bytes: netems[0]?.bytes ?? 0,
  };
}

/** @returns the packets that each stage itself dropped, outermost first. */
function ownDrops(netems: readonly Qdisc[]): readonly number[] {
  return netems.map(({ drops }, index) => drops - (netems[index + 1]?.drops ?? 0));
}

function losesOnPurpose(netem: Qdisc | undefined): boolean {
  const keys = Object.keys(netem?.options ?? {});
  return keys.some((key) => key.startsWith("loss-"));
}
