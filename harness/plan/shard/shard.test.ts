import { expect, test } from "vitest";
import { parseShard } from "./shard.ts";

test.each([
  ["1/1", { number: 1, of: 1 }],
  ["2/8", { number: 2, of: 8 }],
  ["10000/10000", { number: 10_000, of: 10_000 }],
])("%s is a shard", (word, shard) => {
  expect(parseShard(word)).toEqual(shard);
});

test.each(["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3", "01/2", "1/10001", "", "1 / 2"])(
  "%j is none",
  (word) => {
    expect(parseShard(word)).toBeNull();
  },
);
