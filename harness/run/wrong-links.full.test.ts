import { beforeAll, describe, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { preparedControls } from "../cli/choose/controls.ts";
import { proveInGuests } from "./fixtures/prove-in-guests.ts";
import type { ProvedLink } from "./fixtures/wrong-link.ts";
import { othersFoundBefore, othersFoundBehind } from "./fixtures/wrong-links.ts";

let proved: ReadonlyMap<string, ProvedLink>;
beforeAll(async () => {
  const controls = await preparedControls(null, new AbortController().signal);
  const means = { environment: pinnedEnvironment(), controls };
  proved = await proveInGuests([...othersFoundBefore, ...othersFoundBehind], means);
});

describe("before the first case the proof finds", () => {
  test.each(othersFoundBefore)("$title", ({ title, message }) => {
    const link = proved.get(title);
    expect(link?.unproven).toMatch(message);
    // No case was taken.
    expect(link?.verdicts).toEqual(["inconclusive"]);
  });
});

describe("behind the last case the proof finds", () => {
  test.each(othersFoundBehind)("$title", ({ title, message }) => {
    const link = proved.get(title);
    expect(link?.unproven).toMatch(message);
    expect(link?.verdicts).toEqual(["inconclusive"]);
  });
});
