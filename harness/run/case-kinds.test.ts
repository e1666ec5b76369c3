import { describe, expect, test } from "vitest";
import { type KindCounts, nextKind } from "./case-kinds.ts";

const none: KindCounts = { timed: 0, busy: 0, resting: 0, pausing: 0, brief: 0 };
const many: KindCounts = { timed: 9, busy: 9, resting: 0, pausing: 9, brief: 9 };

describe("the next case", () => {
  test("keeps a processor busy where none does, whatever else is left", () => {
    expect(nextKind(many, none, 5)).toBe("busy");
    expect(nextKind(many, { ...none, pausing: 4 }, 5)).toBe("busy");
  });

  test.each([
    { sessions: 1, pausing: 0, next: "pausing" },
    { sessions: 1, pausing: 1, next: "brief" },
    { sessions: 2, pausing: 1, next: "brief" },
    { sessions: 5, pausing: 2, next: "pausing" },
    { sessions: 5, pausing: 3, next: "brief" },
  ])("of $sessions sessions, $pausing of which pause, is $next", ({ sessions, pausing, next }) => {
    expect(nextKind(many, { ...none, busy: 1, pausing }, sessions)).toBe(next);
  });

  test("pauses or keeps a processor busy beside others once no brief one is left", () => {
    const running = { ...none, busy: 1, pausing: 3 };
    expect(nextKind({ ...many, brief: 0 }, running, 5)).toBe("pausing");
    expect(nextKind({ ...many, brief: 0, pausing: 0 }, running, 5)).toBe("busy");
  });

  test("waits beside four that are at work, if there is one that waits", () => {
    const left = { ...none, brief: 9, timed: 9, resting: 2 };
    const running = { ...none, brief: 3, resting: 4 };
    expect(nextKind(left, running, 8)).toBe("brief");
    expect(nextKind(left, { ...running, busy: 1 }, 8)).toBe("resting");
    expect(nextKind({ ...left, resting: 0 }, { ...running, busy: 1 }, 8)).toBe("brief");
  });

  test("rests before it pauses, except for the cases that timed ones will need beside them", () => {
    const left = { ...many, timed: 8, resting: 4 };
    const running = { ...none, busy: 1 };
    expect(nextKind(left, running, 5)).toBe("resting");
    expect(nextKind({ ...left, resting: 3 }, running, 5)).toBe("pausing");
    expect(nextKind({ ...left, resting: 3, pausing: 0, brief: 0 }, running, 5)).toBe("busy");
  });

  test("rests beside timed ones at the end", () => {
    const left = { ...none, timed: 8, resting: 3 };
    expect(nextKind(left, { ...none, timed: 1 }, 5)).toBe("timed");
    expect(nextKind(left, { ...none, timed: 2, resting: 2 }, 5)).toBe("resting");
  });

  test("measures time when no others are left, beside at most one of its kind", () => {
    const left = { ...none, timed: 3 };
    expect(nextKind(left, { ...none, timed: 1 }, 5)).toBe("timed");
    expect(nextKind(left, { ...none, timed: 2 }, 5)).toBeNull();
  });

  test("is none where none is left", () => {
    expect(nextKind(none, none, 2)).toBeNull();
  });
});
