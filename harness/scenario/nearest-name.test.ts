import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestName, nearestNames } from "./nearest-name.ts";

const known = ["close/half-close-drain", "flow/zero-window-stall", "length/zero", "length/cap"];

test.each<[string, string | null]>([
  ["close/half-close-drian", "close/half-close-drain"],
  ["half-close-drain", "close/half-close-drain"],
  ["zero-window-stal", "flow/zero-window-stall"],
  ["lenght/zero", "length/zero"],
  ["zeor", "length/zero"],
  ["handshake", null],
])('near "%s" lies %s', (wanted, near) => {
  expect(nearestName(wanted, known)).toBe(near);
});

test.each<[string, string | null]>([
  ["", null],
  ["a", null],
  ["ab", null],
  ["xyz", null],
  ["dex", "deno"],
  ["d", null],
  ["no", null],
  ["nod", "node"],
  ["zig", null],
])('a short word is near only what keeps most of it: "%s" lies %s', (wanted, near) => {
  expect(nearestName(wanted, ["node", "deno"])).toBe(near);
});

test("a name of which every letter would have to change is not near", () => {
  const word = fc.stringMatching(/^[a-m]{0,4}$/);
  fc.assert(
    fc.property(word, fc.array(fc.stringMatching(/^[n-z]{1,6}$/)), (wanted, names) => {
      expect(nearestName(wanted, names)).toBeNull();
    }),
  );
});

test("of two names that are near the nearer one is meant", () => {
  expect(nearestName("deno-2", ["node", "deno", "demo"])).toBe("deno");
});

test("of two names that are as near the first one is meant", () => {
  expect(nearestName("dino", ["deno", "dine"])).toBe("deno");
});

test("among no names none is near", () => {
  expect(nearestName("echo", [])).toBeNull();
});

test("a known name is nearest to itself", () => {
  const name = fc.stringMatching(/^[a-z]{1,8}\/[a-z-]{1,12}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), fc.nat(), (names, pick) => {
      const wanted = names[pick % names.length] ?? "";
      expect(nearestName(wanted, names)).toBe(wanted);
    }),
  );
});

test("several names that are near come closest first, and of equals in their order", () => {
  const names = ["length/zero", "length/cap", "echo/basic", "length/oversize"];
  expect(nearestNames("lenght", names, 2)).toEqual(["length/zero", "length/cap"]);
  expect(nearestNames("length/zeros", names, 3)).toEqual(["length/zero"]);
});
