import { describe, expect, test } from "vitest";
import { screenOf } from "../reporters/screen.ts";
import { startBuildProgress } from "./progress.ts";

function written(isTTY: boolean, before: number, lines: readonly string[]): string {
  let text = "";
  const screen = screenOf(isTTY ? { isTTY, columns: 40 } : {}, {});
  const write = (words: string) => {
    text += words;
  };
  {
    using progress = startBuildProgress({ screen, write, before });
    progress.step("compiling");
    for (const line of lines) {
      progress.made(line);
    }
  }
  return text;
}

const objects = (count: number) =>
  Array.from({ length: count }, (_, number) => `  CC      kernel/file-${number}.o`);

describe("The progress of a build", () => {
  test("is a line for each tenth where there is no terminal", () => {
    const text = written(false, 0, objects(500));
    expect(text).toMatch(/^compiling\ncompiling: 10 %\ncompiling: 20 %\ncompiling: 30 %\n/);
    expect(text).not.toContain("\u001b");
  });

  test("goes on from what an earlier build made", () => {
    expect(written(false, 400, objects(200))).not.toContain("compiling: 10 %");
  });

  test("is one line on a terminal, no wider than it, erased in the end", () => {
    const long = `  CC      drivers/${"long-".repeat(20)}name.o`;
    const parts = written(true, 0, [long]).split("\r\u001b[2K");
    expect(parts.at(-1)).toBe("");
    expect(parts.at(-2)).toMatch(/^compiling: {2}0 % {2}dr…[\w-]*name\.o$/);
    expect(parts.at(-2)?.length).toBeLessThan(40);
  });

  test("never says that all is done, and counts objects alone", () => {
    expect(written(false, 0, objects(100_000))).not.toContain("100 %");
    expect(written(false, 0, Array(5000).fill("  UPD     include/generated/x.h"))).toBe(
      "compiling\n",
    );
  });
});
