import { type LinkDirection, linkDirections } from "../../scenario/link-direction.ts";
import type { Draft } from "./crossing.ts";
import { addRange, covers, type Ranges } from "./ranges.ts";
import { opposite } from "./way.ts";

/**
 * Adds the marks that depend on what arrived.
 *
 * @param drafts of one connection, in sending order. They are modified.
 */
export function markArrivals(drafts: readonly Draft[]): void {
  for (const direction of linkDirections) {
    const way = drafts.filter((draft) => draft.direction === direction);
    correctFates(way, highestAcknowledged(drafts, opposite(direction)));
    markNeedless(way);
    markOvertaken(way);
  }
}

/**
 * Acknowledged bytes have arrived: if no arrival was captured, then the capture
 * missed it.
 */
function correctFates(way: readonly Draft[], acknowledged: number): void {
  const arrived: Ranges = [];
  for (const { fate, sequence, end } of way) {
    if (fate === "arrived") {
      addRange(arrived, sequence, end);
    }
  }
  for (const draft of way) {
    const { sequence, end } = draft;
    if (
      draft.fate === "lost" &&
      end > sequence &&
      end <= acknowledged &&
      !covers(arrived, sequence, end)
    ) {
      draft.fate = "unseen";
    }
  }
}

function highestAcknowledged(drafts: readonly Draft[], direction: LinkDirection): number {
  return drafts
    .filter((draft) => draft.direction === direction)
    .reduce((highest, { acknowledgement }) => Math.max(highest, acknowledgement ?? 0), 0);
}

/**
 * A retransmission was spurious if an earlier transmission of all its bytes arrived, sooner or
 * later.
 */
function markNeedless(way: readonly Draft[]): void {
  const arrived: Ranges = [];
  for (const { sequence, end, marks, fate } of way) {
    if (marks.includes("retransmission") && covers(arrived, sequence, end)) {
      marks.push("original-arrived");
    }
    if (fate === "arrived") {
      addRange(arrived, sequence, end);
    }
  }
}

function markOvertaken(way: readonly Draft[]): void {
  const order = new Map(way.map((draft, index) => [draft, index]));
  const arrived = way
    .filter((draft) => draft.fate === "arrived" && draft.sentAtMs !== null)
    .toSorted((a, b) => (a.arrivedAtMs ?? 0) - (b.arrivedAtMs ?? 0));
  let latest = -1;
  for (const draft of arrived) {
    const index = order.get(draft) ?? 0;
    if (index < latest && draft.end > draft.sequence && !draft.marks.includes("duplicated")) {
      draft.marks.push("out-of-order");
    }
    latest = Math.max(latest, index);
  }
}
