import { describe, expect, test } from "vitest";
import { screenOf } from "./screen.ts";

const terminal = { isTTY: true, columns: 40 };
const pipe = {};

describe("colours", () => {
  test.each([
    { environment: {}, onTerminal: true, inPipe: false },
    { environment: { TERM: "xterm-256color" }, onTerminal: true, inPipe: false },
    { environment: { TERM: "dumb" }, onTerminal: false, inPipe: false },
    { environment: { NO_COLOR: "1" }, onTerminal: false, inPipe: false },
    { environment: { NO_COLOR: "" }, onTerminal: true, inPipe: false },
    { environment: { FORCE_COLOR: "0" }, onTerminal: false, inPipe: false },
    { environment: { FORCE_COLOR: "false" }, onTerminal: false, inPipe: false },
    { environment: { FORCE_COLOR: "1" }, onTerminal: true, inPipe: true },
    { environment: { FORCE_COLOR: "" }, onTerminal: true, inPipe: true },
    { environment: { FORCE_COLOR: "3", TERM: "dumb" }, onTerminal: true, inPipe: true },
    { environment: { FORCE_COLOR: "1", NO_COLOR: "1" }, onTerminal: false, inPipe: false },
  ])("with $environment: on a terminal $onTerminal, in a pipe $inPipe", (row) => {
    expect(screenOf(terminal, row.environment).coloured).toBe(row.onTerminal);
    expect(screenOf(pipe, row.environment).coloured).toBe(row.inPipe);
  });
});

test.each([
  { stream: terminal, environment: {}, rewrites: true },
  { stream: terminal, environment: { TERM: "dumb" }, rewrites: false },
  { stream: terminal, environment: { TERM: "dumb", FORCE_COLOR: "1" }, rewrites: false },
  { stream: terminal, environment: { NO_COLOR: "1" }, rewrites: true },
  { stream: pipe, environment: { FORCE_COLOR: "1" }, rewrites: false },
])("lines of $stream with $environment can be written again: $rewrites", (row) => {
  expect(screenOf(row.stream, row.environment).rewritesLines).toBe(row.rewrites);
});

test.each([
  { stream: terminal, environment: {}, columns: 40 },
  { stream: terminal, environment: { COLUMNS: "100" }, columns: 40 },
  { stream: { isTTY: true, columns: 0 }, environment: {}, columns: 80 },
  { stream: { isTTY: true }, environment: { COLUMNS: "100" }, columns: 100 },
  { stream: pipe, environment: {}, columns: Number.POSITIVE_INFINITY },
  { stream: pipe, environment: { COLUMNS: "72" }, columns: 72 },
  { stream: pipe, environment: { COLUMNS: "wide" }, columns: Number.POSITIVE_INFINITY },
])("$stream with $environment is $columns wide", ({ stream, environment, columns }) => {
  expect(screenOf(stream, environment).columns()).toBe(columns);
});
