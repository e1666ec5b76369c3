import { rmSync } from "node:fs";
import type { CaseResult } from "../../journal/case-result.ts";
import { type Found, isCase, keep, type VirtualRun } from "./virtual-run.ts";

/** Holds what a batch finds back until its beginning has been compared with another run of it. */
export interface Hold {
  found(found: Found): void;
  /** The batch's guest has ended. @param output its folder, to be removed once nothing needs it. */
  end(output: string | null): void;
  /**
   * Waits for the results of these cases, or for the end of the batch.
   *
   * @param indices places in the plan.
   */
  until(indices: Iterable<number>): Promise<readonly CaseResult[]>;
  /** Journals what is held, and from then on what comes as it comes. */
  release(): void;
}

export function startHold(run: VirtualRun): Hold {
  const held: Found[] = [];
  const changed = new EventTarget();
  let window: string | null = null;
  let isReleased = false;
  let hasEnded = false;
  const tell = () => changed.dispatchEvent(new Event("change"));
  const tidy = () => {
    if (isReleased && window !== null) {
      rmSync(window, { recursive: true, force: true });
    }
  };
  const cases = () => held.filter(isCase).map(({ result }) => result);
  return {
    found(found) {
      if (isReleased) {
        keep(run, found);
        return;
      }
      held.push(found);
      tell();
    },
    end(output) {
      hasEnded = true;
      window = output;
      tidy();
      tell();
    },
    async until(indices) {
      const wanted = new Set(indices);
      const isThere = () => cases().filter(({ index }) => wanted.has(index)).length >= wanted.size;
      while (!hasEnded && !isThere()) {
        await new Promise((resolve) => changed.addEventListener("change", resolve, { once: true }));
      }
      return cases();
    },
    release() {
      isReleased = true;
      for (const found of held.splice(0)) {
        keep(run, found);
      }
      tidy();
    },
  };
}
