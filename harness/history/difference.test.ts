import { expect, test } from "vitest";
import { firstDifference } from "./difference.ts";

test.each([
  {
    what: "a value deep inside",
    before: { events: [{ atMs: 1 }, { atMs: 2.5 }] },
    now: { events: [{ atMs: 1 }, { atMs: 2.501 }] },
    expected: { path: "events[1].atMs", before: "2.5", now: "2.501" },
  },
  {
    what: "an element that is missing",
    before: { events: [1, 2] },
    now: { events: [1] },
    expected: { path: "events[1]", before: "2", now: null },
  },
  {
    what: "a key that came later",
    before: { a: 1 },
    now: { a: 1, b: null },
    expected: { path: "b", before: null, now: "null" },
  },
  {
    what: "an object instead of a list",
    before: { a: [] },
    now: { a: {} },
    expected: { path: "a", before: "[]", now: "{}" },
  },
  {
    what: "nothing at all",
    before: null,
    now: {},
    expected: { path: "", before: "null", now: "{}" },
  },
])("The first difference of two documents is $what", ({ before, now, expected }) => {
  expect(firstDifference(before, now)).toEqual(expected);
});

test("Documents that are alike have no difference", () => {
  const document = { a: [1, { b: "c" }], d: null };
  expect(firstDifference(document, structuredClone(document))).toBeNull();
});
