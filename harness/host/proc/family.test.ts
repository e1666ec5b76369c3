import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { rememberFamily } from "./family.ts";

function startSleeper(): ChildProcess & { readonly pid: number } {
  return spawn("sleep", ["1000"], { stdio: "ignore" }) as ChildProcess & { readonly pid: number };
}

test("a family is found once, until somebody in the kernel is born or buried, or one of it ends", async () => {
  const sleepers = [startSleeper(), startSleeper()];
  try {
    let population = "1/80 100";
    let searches = 0;
    const family = rememberFamily(
      () => {
        searches += 1;
        return sleepers.filter(({ signalCode }) => signalCode === null).map(({ pid }) => pid);
      },
      () => `0.20 0.18 0.12 ${population}\n`,
    );
    const both = sleepers.map(({ pid }) => pid);
    expect([family().living, family().living, searches]).toEqual([both, both, 1]);
    population = "3/80 100";
    expect([family().living, searches]).toEqual([both, 1]);
    population = "3/80 101";
    expect([family().living, family().living, searches]).toEqual([both, both, 2]);
    population = "3/79 101";
    expect([family().living, searches]).toEqual([both, 3]);
    sleepers[0]?.kill("SIGKILL");
    await once(sleepers[0] as ChildProcess, "exit");
    expect([family().living, family().living, searches]).toEqual([both.slice(1), both.slice(1), 4]);
  } finally {
    for (const sleeper of sleepers) {
      sleeper.kill("SIGKILL");
    }
  }
});

test("an empty family is looked for each time", () => {
  let searches = 0;
  const family = rememberFamily(
    () => {
      searches += 1;
      return [];
    },
    () => "0.20 0.18 0.12 1/80 100\n",
  );
  expect([family().living, family().living, searches]).toEqual([[], [], 2]);
});
