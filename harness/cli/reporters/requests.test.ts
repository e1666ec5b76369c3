import { describe, expect, test } from "vitest";
import { UsageError } from "../exit-status.ts";
import { type ReporterRequests, readReporterRequests } from "./requests.ts";

const nothing: ReporterRequests = {
  ...{ terminal: "default", screen: "stdout", output: null, files: [], github: false },
};
const formatAlone = { terminal: "silent", screen: "stderr" } as const;

describe("--reporter", () => {
  test.each<{ words: readonly string[]; asks: Partial<ReporterRequests> }>([
    { words: [], asks: {} },
    { words: ["dot"], asks: { terminal: "dot" } },
    { words: ["tap"], asks: { ...formatAlone, output: "tap" } },
    { words: ["tap=-"], asks: { ...formatAlone, output: "tap" } },
    { words: ["html=-"], asks: { ...formatAlone, output: "html" } },
    { words: ["line,tap"], asks: { terminal: "line", screen: "stderr", output: "tap" } },
    { words: ["dot", "tap=-"], asks: { terminal: "dot", screen: "stderr", output: "tap" } },
    { words: ["line=-,github=-"], asks: { terminal: "line", github: true } },
    { words: ["junit=a.xml"], asks: { files: [{ name: "junit", path: "a.xml" }] } },
    {
      words: ["line,junit=a.xml", "html=b.html,github"],
      asks: {
        terminal: "line",
        github: true,
        files: [
          { name: "junit", path: "a.xml" },
          { name: "html", path: "b.html" },
        ],
      },
    },
    {
      words: ["silent,badge=a.svg,badge=a.json"],
      asks: {
        terminal: "silent",
        files: [
          { name: "badge", path: "a.svg" },
          { name: "badge", path: "a.json" },
        ],
      },
    },
    {
      words: ["json,json=a.json"],
      asks: { ...formatAlone, output: "json", files: [{ name: "json", path: "a.json" }] },
    },
    { words: ["dot,dot"], asks: { terminal: "dot" } },
    {
      words: ["line,json=results/1,5/run.json,tap=a, b.tap"],
      asks: {
        terminal: "line",
        files: [
          { name: "json", path: "results/1,5/run.json" },
          { name: "tap", path: "a, b.tap" },
        ],
      },
    },
    {
      words: ["line, junit=a.xml, tap=b.tap"],
      asks: {
        terminal: "line",
        files: [
          { name: "junit", path: "a.xml" },
          { name: "tap", path: "b.tap" },
        ],
      },
    },
    { words: ["json=Smith, John"], asks: { files: [{ name: "json", path: "Smith, John" }] } },
    { words: ["json=a,b.json"], asks: { files: [{ name: "json", path: "a,b.json" }] } },
    { words: ["json=a=b.json"], asks: { files: [{ name: "json", path: "a=b.json" }] } },
  ])("$words asks for $asks", ({ words, asks }) => {
    expect(readReporterRequests(words, undefined)).toEqual({ ...nothing, ...asks });
  });

  test("takes --json as one more file", () => {
    expect(readReporterRequests(["junit=a.xml"], "run.json").files).toEqual([
      { name: "junit", path: "a.xml" },
      { name: "json", path: "run.json" },
    ]);
  });

  test("takes --json - as the document on standard output", () => {
    expect(readReporterRequests([], "-")).toEqual({ ...nothing, ...formatAlone, output: "json" });
    expect(() => readReporterRequests(["tap"], "-")).toThrow(/found tap and json/);
  });

  test.each(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])(
    "takes %s for standard output too",
    (device) => {
      const asks = { ...nothing, ...formatAlone, output: "json" };
      expect(readReporterRequests([], device)).toEqual(asks);
      expect(readReporterRequests([`json=${device}`], undefined)).toEqual(asks);
    },
  );

  test("refuses --json with an empty word, as of an unset variable", () => {
    expect(() => readReporterRequests([], "")).toThrow(/--json: expected a file, found nothing/);
  });

  test.each([
    { words: ["loud"], message: /expected one of default, .*, html, found "loud"/ },
    { words: ["json=a.json,loud"], message: /found "loud"\. Commas separate reporters/ },
    { words: ["json=a.json,jnit=b.xml"], message: /found "jnit"/ },
    { words: ["line,"], message: /found ""/ },
    { words: ["Junit=a"], message: /found "Junit"/ },
    { words: ["junit="], message: /expected a file after "junit=", found nothing/ },
    { words: ["dot=a.txt"], message: /dot writes to the terminal only; remove "=a.txt"/ },
    { words: ["github=a.txt"], message: /github writes to the step's log and summary only/ },
    { words: ["html"], message: /html needs a file, such as html=report\.html/ },
    {
      words: ["junit=-", "tap"],
      message:
        /one reporter on standard output, found junit and tap\. Give junit a file: junit=rep/,
    },
    { words: ["line,dot"], message: /found line and dot\. Remove all but one/ },
    { words: ["github,json"], message: /found json and github\. Give json a file/ },
    { words: ["junit=a,ctrf=./a"], message: /junit and ctrf would write to the same file/ },
  ])("refuses $words", ({ words, message }) => {
    expect(() => readReporterRequests(words, undefined)).toThrow(UsageError);
    expect(() => readReporterRequests(words, undefined)).toThrow(message);
  });
});
