import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { FinishedCase } from "../../journal/case-result.ts";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { startLimits } from "../limits.ts";
import { type Hold, startHold } from "./hold.ts";
import { startUnsteady } from "./unsteady.ts";
import type { VirtualRun } from "./virtual-run.ts";

let kept: number[] = [];
let hold: Hold;
beforeEach(() => {
  kept = [];
  const results = { keepCase: ({ result }: FinishedCase) => void kept.push(result.index) };
  const limits = startLimits({ failureLimit: null });
  hold = startHold({ results, limits, unsteady: startUnsteady() } as unknown as VirtualRun);
});

const finished = (index: number) =>
  ({ result: makeCase({ index }), history: null }) as unknown as FinishedCase;
const indices = (cases: readonly { readonly index: number }[]) => cases.map(({ index }) => index);

test("what a batch finds is kept once it is released, and then as it comes", () => {
  hold.found(finished(1));
  hold.found(finished(2));
  expect(kept).toEqual([]);
  hold.release();
  expect(kept).toEqual([1, 2]);
  hold.found(finished(3));
  expect(kept).toEqual([1, 2, 3]);
});

test("the cases that are waited for come with those before them", async () => {
  const waiting = hold.until([2, 4]);
  for (const index of [1, 2, 3, 4, 5]) {
    hold.found(finished(index));
    await Promise.resolve();
  }
  expect(indices(await waiting).slice(0, 4)).toEqual([1, 2, 3, 4]);
});

test("nobody waits for cases of a batch that has ended", async () => {
  const waiting = hold.until([1, 2]);
  hold.found(finished(1));
  hold.end(null);
  expect(indices(await waiting)).toEqual([1]);
});

test("a guest's output stays until its results are kept", () => {
  const window = mkdtempSync(join(tmpdir(), "sockspec-hold-"));
  hold.found(finished(1));
  hold.end(window);
  expect(existsSync(window)).toBe(true);
  hold.release();
  expect(existsSync(window)).toBe(false);
  rmSync(window, { recursive: true, force: true });
});
