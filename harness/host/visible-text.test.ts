import fc from "fast-check";
import { expect, test } from "vitest";
import { visibleText } from "./visible-text.ts";

test.each([
  ["a\u0000b", "a␀b"],
  ["\u001b[31m", "␛[31m"],
  ["one\r\ntwo\tthree", "one␍\ntwo\tthree"],
  ["\u007f\u0085", "␡⟨U+0085⟩"],
  ["abc\u202egnp.exe", "abc⟨U+202E⟩gnp.exe"],
  ["zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"],
  ["tag \u{e0041}", "tag ⟨U+E0041⟩"],
  ["lone \ud800 and \udfff", "lone � and �"],
  ["höflich 🎉 שלום", "höflich 🎉 שלום"],
])("%j is shown as %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test("what is shown is well-formed, and shown the same when it is shown again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const shown = visibleText(text);
      expect(shown.isWellFormed()).toBe(true);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});
