import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { parseThreshold } from "./threshold.ts";

describe("a threshold", () => {
  test.each<{ text: string; scenarios: readonly string[]; check: string | null; share: number }>([
    {
      text: "half-close-drain:pass>=0.95",
      scenarios: ["close/half-close-drain"],
      check: null,
      share: 0.95,
    },
    { text: "echo/basic:pass>=1", scenarios: ["echo/basic"], check: null, share: 1 },
    { text: "echo/basic:pass>=1.0", scenarios: ["echo/basic"], check: null, share: 1 },
    { text: "echo/basic:pass>=.5", scenarios: ["echo/basic"], check: null, share: 0.5 },
    { text: "echo/*:alive:pass>=0.5", scenarios: ["echo/basic"], check: "alive", share: 0.5 },
  ])("may be $text", ({ text, scenarios, check, share }) => {
    const threshold = parseThreshold(text, catalogue);
    expect([...threshold.scenarios]).toEqual(scenarios);
    expect(threshold).toMatchObject({ text, check, passShareMin: share });
  });

  test("of a pattern is for each scenario that has the check", () => {
    const { scenarios } = parseThreshold("shutdown:alive:pass>=0.9", [
      ...catalogue
        .filter(({ id }) => id === "echo/basic")
        .map((scenario) => ({ ...scenario, id: "shutdown/one" })),
      ...catalogue.filter(({ id }) => id === "shutdown/drain"),
    ]);
    // The scenario that ends the server has no fresh connection afterwards.
    expect([...scenarios]).toEqual(["shutdown/one"]);
  });

  const form = "expected scenario:pass>=0.95 or scenario:check:pass>=0.95";
  test.each<{ text: string; message: string }>([
    { text: "", message: `${form}, found "".` },
    { text: "echo/basic", message: `${form}, found "echo/basic".` },
    { text: "echo/basic:", message: `${form}, found "" in "echo/basic:".` },
    { text: "echo/basic:pass", message: "Quote the rule, or the shell treats > as a redirection." },
    { text: "echo/basic:fail<=0.05", message: `${form}, found "fail<=0.05"` },
    { text: "echo/basic:pass>0.9", message: `${form}, found "pass>0.9"` },
    { text: "echo/basic:pass>= 0.9", message: 'found " 0.9" in' },
    { text: "echo/basic:pass>=95", message: "expected a share above 0 and up to 1" },
    { text: "echo/basic:pass>=95%", message: 'found "95%" in' },
    { text: "echo/basic:pass>=0", message: "expected a share above 0 and up to 1" },
    { text: "echo/basic:pass>=-0.5", message: "expected a share above 0 and up to 1" },
    { text: "echo/basic:pass>=1.01", message: "expected a share above 0 and up to 1" },
    { text: "echo/basic:pass>=1e-3", message: "expected a share above 0 and up to 1" },
    { text: "echo/basic:pass>=NaN", message: "expected a share above 0 and up to 1" },
    { text: ":pass>=0.5", message: `${form}, found ":pass>=0.5".` },
    { text: "echo/basic::pass>=0.5", message: `${form}, found "echo/basic::pass>=0.5".` },
    { text: "echo/basic:a:b:pass>=0.5", message: `${form}, found "echo/basic:a:b:pass>=0.5".` },
    { text: "ecko/basic:pass>=0.5", message: 'Did you mean "echo/basic"?' },
    { text: "echo/basic:ekoed:pass>=0.5", message: 'Did you mean "echoed"?' },
  ])("may not be '$text'", ({ text, message }) => {
    expect(() => parseThreshold(text, catalogue)).toThrow(message);
  });
});
