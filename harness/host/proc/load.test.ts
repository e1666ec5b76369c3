import { expect, test } from "vitest";
import { parseTicks, watchLoad } from "./load.ts";

const stat = (user: number, idle: number, inputOutput: number) =>
  `cpu  ${user} 0 100 ${idle} ${inputOutput} 0 0 0 50 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n`;

test("processors are idle while they do nothing, or wait for disks", () => {
  expect(parseTicks(stat(300, 500, 100))).toEqual({ all: 1000, idle: 600 });
});

test.each(["", "cpu0 1 2 3 4\n", "nothing of the kind"])("%j says nothing", (text) => {
  expect(parseTicks(text)).toBeNull();
});

test("the idle share is known from the second look on", async () => {
  let looks = 0;
  using load = watchLoad(() => {
    looks += 1;
    return stat(100 * looks, 300 * looks, 0);
  });
  expect(load.idleShare(500)).toBeNull();
  await expect.poll(() => load.idleShare(500), { timeout: 5000 }).toBe(0.75);
});

test("without /proc, nothing is known", () => {
  using load = watchLoad(() => "");
  expect(load.idleShare(500)).toBeNull();
});
