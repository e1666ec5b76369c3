import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { rememberFamily } from "./family.ts";

function startSleeper(): ChildProcess & { readonly pid: number } {
  return spawn("sleep", ["1000"], { stdio: "ignore" }) as ChildProcess & { readonly pid: number };
}

test("a family is found once, until processes of its namespace begin or are gone, or one of it ends", async () => {
  const sleepers = [startSleeper(), startSleeper()];
  try {
    let all = [1, 2];
    let searches = 0;
    const family = rememberFamily(
      () => {
        searches += 1;
        return sleepers.filter(({ signalCode }) => signalCode === null).map(({ pid }) => pid);
      },
      () => all,
    );
    const both = sleepers.map(({ pid }) => pid);
    expect([family().living, family().living, searches]).toEqual([both, both, 1]);
    all = [1, 2, 3];
    expect([family().living, family().living, searches]).toEqual([both, both, 2]);
    all = [1, 2, 4];
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
    () => [1],
  );
  expect([family().living, family().living, searches]).toEqual([[], [], 2]);
});
