import { beforeAll, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { preparedControls } from "../cli/choose/controls.ts";
import { proveInGuests } from "./fixtures/prove-in-guests.ts";
import type { ProvedLink } from "./fixtures/wrong-link.ts";
import { halfTheDelay, honest, thief } from "./fixtures/wrong-links.ts";

let proved: ReadonlyMap<string, ProvedLink>;
beforeAll(async () => {
  const controls = await preparedControls(null, new AbortController().signal);
  const means = { environment: pinnedEnvironment(), controls };
  // The two that are proved to the end take longest: each is the first of its guest.
  proved = await proveInGuests([honest, thief, halfTheDelay], means);
});

test("a link as it is called is proved, and every segment that it lost is accounted for", () => {
  const link = proved.get(honest.title);
  expect(link?.unproven).toBeNull();
  expect(link).toMatchObject({ verdicts: ["pass"], reasons: [null] });
  const find = (what: string) => link?.items.find((item) => item.what.startsWith(what));
  const [, dropped] = /^(\d+) dropped: exactly as many$/.exec(
    find("segments that did not come out")?.expected ?? "",
  ) ?? ["", ""];
  expect(Number(dropped)).toBeGreaterThan(0);
  expect(find("segments that did not come out")?.found).toMatch(new RegExp(`^${dropped} of `));
  const [up, down] = ["loss, up", "loss, down"].map((what) => /^\d+/.exec(find(what)?.found ?? ""));
  expect(Number(up) + Number(down)).toBe(Number(dropped));
});

test.each([
  { when: "before the first case", ...halfTheDelay },
  { when: "behind the last case", ...thief },
])("$when the proof finds $title", ({ title, message }) => {
  const link = proved.get(title);
  expect(link?.unproven).toMatch(message);
  expect(link?.verdicts).toEqual(["inconclusive"]);
});
