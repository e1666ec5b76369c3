import { describe, expect, test } from "vitest";
import { firstDifference, readSteps } from "./fixtures/page-steps.ts";

describe("the steps of a page", () => {
  const page = `Text. Save this as \`a.mjs\`:

\`\`\`js
one
\`\`\`

It is in \`b.json\`:

\`\`\`json
{}
\`\`\`

\`\`\`sh
not a step
\`\`\`

\`\`\`console
$ first \\
    --long
$ second
out
\`\`\`
`;

  test("are files to save, files that are there, and commands with their output", () => {
    expect(readSteps(page)).toEqual([
      { kind: "save", file: "a.mjs", text: "one\n", line: 3 },
      { kind: "shown", file: "b.json", text: "{}\n", line: 9 },
      { kind: "command", command: "first \\\n    --long", output: [], line: 18 },
      { kind: "command", command: "second", output: ["out"], line: 20 },
    ]);
  });
});

describe("an output that a page shows", () => {
  test.each([
    { shown: ["a", "b"], output: "a\nb\n" },
    { shown: ["a", "…"], output: "a\nb\nc\n" },
    { shown: ["…", "c"], output: "a\nb\nc\n" },
    { shown: ["a", "…", "c"], output: "a\nc\n" },
    { shown: ["on … done"], output: "on this and that done\n" },
    { shown: ["took 12.5 ms, 3 MiB, 4 %"], output: "took 7 ms, 22.1 MiB, 96 %\n" },
    { shown: ["results/2026-11-30T11-40-52-271f48"], output: "results/2027-01-02T03-04-05-abcdef" },
    { shown: [], output: "" },
  ])("$shown is $output", ({ shown, output }) => {
    expect(firstDifference(shown, output)).toBeNull();
  });

  test.each([
    { shown: ["a", "b"], output: "a\nc\n", difference: 'expected "b", found "c"' },
    { shown: ["a"], output: "a\nb\n", difference: 'expected the end of the output, found "b"' },
    { shown: ["a", "c"], output: "a\nb\nc\n", difference: 'expected "c", found "b"' },
    { shown: ["…", "d"], output: "a\n", difference: 'expected "d", found "a"' },
    { shown: ["1 of 68 bytes"], output: "0 of 68 bytes", difference: "1 of 68 bytes" },
    { shown: ["4 cases"], output: "5 cases", difference: "4 cases" },
    { shown: [], output: "a", difference: 'found "a"' },
    { shown: ["a"], output: "", difference: 'expected "a"' },
  ])("$shown is not $output", ({ shown, output, difference }) => {
    expect(firstDifference(shown, output)).toContain(difference);
  });
});
