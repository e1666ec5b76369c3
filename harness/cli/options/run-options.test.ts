import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addRunOptions, defaultFlags } from "./add-options.ts";
import { flagsOf, requestOf } from "./request.ts";
import { namedOptions, type RunFlags } from "./run-flags.ts";
import { type RunOption, runOptions } from "./run-options.ts";

/** @returns what a command line comes to. */
function parse(line: string): RunFlags {
  const command = addRunOptions(new Command()).exitOverride();
  command.configureOutput({ writeErr: () => {} });
  return command.parse(line.split(" "), { from: "user" }).opts<RunFlags>();
}

describe.each(namedOptions)("%s", (name, option: RunOption) => {
  test("is the name that Commander gives the value", () => {
    const { options } = addRunOptions(new Command());
    const made = options.find(({ flags }) => flags === option.flag);
    expect(made?.attributeName()).toBe(name);
  });

  test("accepts its own default", () => {
    expect(option.default === undefined || option.value.accepts(option.default)).toBe(true);
  });
});

test("what a command line says survives being kept in a journal", () => {
  const flags = parse(
    "-t echo -t flood --profile full --scenarios own --lab loopback --image i -n lte -n geo " +
      "--protocol stream " +
      "--kernel guest --address h:1 --port 7 --start-timeout 9 --max-frame 2048 --claim half-close " +
      "--upstream-network lte --name own --client --proxy --env A=b --cwd data --exclude soak --repeat-each 3 " +
      "--seed 5 --last-failed runs/1 --evidence all --strace --shard 2/8 --durations runs/2",
  );
  const { options } = requestOf([], null, flags);
  const kept = namedOptions.filter(([, option]) => option.kept !== undefined);
  expect(Object.keys(options).sort()).toEqual(kept.map(([name]) => name).sort());
  const stored = {
    implementations: [],
    command: null,
    options: JSON.parse(JSON.stringify(options)),
  };
  expect(flagsOf(stored, defaultFlags(), "a folder")).toEqual(flags);
});

test("what resuming may say anew takes the place of what the journal says", () => {
  const request = requestOf([], null, parse("--seed 5 --evidence all --strace"));
  const flags = flagsOf(request, parse("--evidence off"), "a folder", ["evidence"]);
  expect(flags).toMatchObject({ seed: 5, evidence: "off", strace: true });
});

test.each([
  { title: "an option that is not known", options: { speed: 3 } },
  { title: "one that journals do not keep", options: { jobs: 3 } },
  { title: "a list that is a text", options: { scenario: "echo" } },
  { title: "a number out of range", options: { port: 70_000 } },
  { title: "a choice that there is not", options: { lab: "moon" } },
])("a journal with $title is refused", ({ options }) => {
  const request = { implementations: [], command: null, options };
  expect(() => flagsOf(request, defaultFlags(), "a folder")).toThrow(
    /asked\.options: expected options among lastFailed, scenario, .*, evidence, strace/,
  );
});

test.each([
  { line: "--retry 11", message: "Expected a whole number from 0 to 10." },
  { line: "--port 0", message: "Expected a port, 1 to 65535." },
  { line: "--seed -1", message: "Expected a whole number from 0 to 4294967295." },
  { line: "--repeat-each 1.5", message: "Expected a whole number from 1 to 10000." },
  { line: "--kernel none", message: "Expected auto, host, guest or virtual." },
  { line: "--profile fast", message: "Expected quick, default or full." },
  { line: "--fail-on may", message: "Expected must or should." },
])("$line is refused", ({ line, message }) => {
  expect(() => parse(line)).toThrow(message);
});

test("the flags without an argument are true, and so is an argument that is left out", () => {
  const { bail, strict, lastFailed } = parse("--bail --strict --last-failed");
  expect({ bail, strict, lastFailed }).toEqual({ bail: true, strict: true, lastFailed: true });
  expect(runOptions.bail.value.accepts(bail)).toBe(true);
});
