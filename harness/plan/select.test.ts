import { describe, expect, test } from "vitest";
import { selectByPattern, UnknownNameError } from "./select.ts";

const all = ["echo/basic", "length/zero", "length/cap", "flow/zero-window-stall"].map((id) => ({
  id,
}));

function select(...patterns: readonly string[]): readonly string[] {
  return selectByPattern("scenario", all, patterns).map((item) => item.id);
}

test.each<{ title: string; patterns: readonly string[]; selected: readonly string[] }>([
  { title: "no pattern selects everything", patterns: [], selected: all.map((item) => item.id) },
  { title: "an id selects one", patterns: ["length/cap"], selected: ["length/cap"] },
  {
    title: "an area selects its ids",
    patterns: ["length/"],
    selected: ["length/zero", "length/cap"],
  },
  {
    title: "a part selects the ids that contain it",
    patterns: ["zero"],
    selected: ["length/zero", "flow/zero-window-stall"],
  },
  {
    title: "a star at the end selects what begins so",
    patterns: ["length/*"],
    selected: ["length/zero", "length/cap"],
  },
  {
    title: "a star at the beginning selects what ends so",
    patterns: ["*zero"],
    selected: ["length/zero"],
  },
  { title: "stars inside stand for anything", patterns: ["*/z*o"], selected: ["length/zero"] },
  {
    title: "a star alone selects everything",
    patterns: ["*"],
    selected: all.map((item) => item.id),
  },
  {
    title: "what several patterns select comes once, in the order of the catalogue",
    patterns: ["flow/*", "zero", "echo/basic"],
    selected: ["echo/basic", "length/zero", "flow/zero-window-stall"],
  },
])("$title", ({ patterns, selected }) => {
  expect(select(...patterns)).toEqual(selected);
});

describe("an id that is part of others", () => {
  const families = ["cpp", "cpp-one-shot", "cpp-stream", "node"].map((id) => ({ id }));
  const chosen = (...patterns: readonly string[]) =>
    selectByPattern("implementation", families, patterns).map(({ id }) => id);

  test("selects only itself", () => {
    expect(chosen("cpp")).toEqual(["cpp"]);
  });

  test("selects the others too with a star, or by a part that is no id", () => {
    expect(chosen("cpp*")).toEqual(["cpp", "cpp-one-shot", "cpp-stream"]);
    expect(chosen("cpp-")).toEqual(["cpp-one-shot", "cpp-stream"]);
  });

  test("keeps no other pattern from selecting them", () => {
    expect(chosen("cpp", "stream")).toEqual(["cpp", "cpp-stream"]);
  });
});

test("everything but the star stands for itself", () => {
  const odd = ["a.b/c", "axb/c", "a+b/(c)"].map((id) => ({ id }));
  expect(selectByPattern("scenario", odd, ["a.b*"])).toEqual([{ id: "a.b/c" }]);
  expect(selectByPattern("scenario", odd, ["*(c)"])).toEqual([{ id: "a+b/(c)" }]);
});

describe("a pattern that selects nothing is refused", () => {
  test.each([
    {
      title: "with the name that was meant",
      patterns: ["lenght/cap"],
      message: 'There is no scenario "lenght/cap". Did you mean "length/cap"?',
    },
    {
      title: "with all names when none is near",
      patterns: ["handshake"],
      message:
        'There is no scenario "handshake". Known: echo/basic, length/zero, length/cap, flow/zero-window-stall.',
    },
    {
      title: "even when another pattern selects something",
      patterns: ["echo/basic", "lenght/cap"],
      message: 'There is no scenario "lenght/cap". Did you mean "length/cap"?',
    },
    {
      title: "when it is a glob",
      patterns: ["*/nothing-like-it"],
      message: 'There is no scenario "*/nothing-like-it".',
    },
  ])("$title", ({ patterns, message }) => {
    expect(() => select(...patterns)).toThrow(UnknownNameError);
    expect(() => select(...patterns)).toThrow(message);
  });
});

test.each([
  { typed: "LENGTH/ZERO", advice: 'Did you mean "length/zero"?' },
  { typed: "echo/*,length/zero", advice: "for several, repeat the option." },
])("a pattern $typed that matches nothing gets the advice: $advice", ({ typed, advice }) => {
  expect(() => select(typed)).toThrow(advice);
});
